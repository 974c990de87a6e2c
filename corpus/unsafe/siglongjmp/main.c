// Leaving the handler by siglongjmp is on the list of POSIX.1-2017, and what runs afterwards is not the handler.
// finds nothing
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static sigjmp_buf again;

static void on_alarm(int sig)
{
	siglongjmp(again, sig); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGALRM, on_alarm); // handler: on_alarm SIGALRM clean
	if (sigsetjmp(again, 1)) {
		printf("too slow %d\n", getpid()); // quiet: unsafe-call
		return 1;
	}
	alarm(1);
	pause();
	return 0;
}
