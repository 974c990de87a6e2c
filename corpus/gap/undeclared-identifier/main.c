// The handler names a variable that nobody declares: a front end drops that statement, and the call in it.
// finds nothing
#include <signal.h>
#include <unistd.h>

static int put(int level)
{
	return (int)write(STDERR_FILENO, &level, 1);
}

static void on_usr1(int sig) { put(sig + missing_level); } // gap: does-not-parse

int main(void)
{
	put(0);
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
