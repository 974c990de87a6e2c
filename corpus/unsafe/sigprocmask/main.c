// Signal sets and masks are safe to change in a handler.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	sigset_t more;

	sigemptyset(&more);			  // quiet: unsafe-call
	sigaddset(&more, sig);			  // quiet: unsafe-call
	sigprocmask(SIG_UNBLOCK, &more, NULL); // quiet: unsafe-call
	kill(getppid(), 0);			  // quiet: unsafe-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
