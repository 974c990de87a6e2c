// A unit that was compiled for a machine that is not read: its source is judged.
// finds nothing
#include <signal.h>
#include <unistd.h>

void save(int sig);

static void on_usr1(int sig)
{
	save(sig);
	write(2, ".", 1); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
