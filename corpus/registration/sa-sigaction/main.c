// The three-argument handler: sa_sigaction with SA_SIGINFO.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_segv(int sig, siginfo_t *info, void *context)
{
	(void)context;
	printf("signal %d at %p\n", sig, info->si_addr); // finds: unsafe-call via on_segv > printf
	_exit(1);
}

int main(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = on_segv;
	sa.sa_flags = SA_SIGINFO;
	sigaction(SIGSEGV, &sa, NULL); // handler: on_segv SIGSEGV unsafe
	pause();
	return 0;
}
