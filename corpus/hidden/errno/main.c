// errno is a macro with a call of __errno_location: written, and safe.
// finds nothing
#include <errno.h>
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	int saved = errno; // quiet: hidden-call
	(void)sig;
	write(2, ".", 1);
	errno = saved; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
