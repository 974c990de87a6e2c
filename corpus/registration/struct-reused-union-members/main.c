// One local struct is used first with sa_handler, then with sa_sigaction, which share their storage.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void on_segv(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	printf("fault at %p\n", info->si_addr); // finds: unsafe-call via on_segv > printf
	_exit(1);
}

int main(void)
{
	struct sigaction sa = { .sa_flags = 0 };

	sa.sa_handler = on_int;
	sigaction(SIGINT, &sa, NULL); // handler: on_int SIGINT unsafe
	sa.sa_flags = SA_SIGINFO;
	sa.sa_sigaction = on_segv;
	sigaction(SIGSEGV, &sa, NULL); // handler: on_segv SIGSEGV unsafe
	pause();
	return 0;
}
