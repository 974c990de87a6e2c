// abort is on the list.
// finds nothing
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void on_bus(int sig)
{
	(void)sig;
	write(STDERR_FILENO, "bus error\n", 10);
	abort(); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGBUS, on_bus); // handler: on_bus SIGBUS clean
	pause();
	return 0;
}
