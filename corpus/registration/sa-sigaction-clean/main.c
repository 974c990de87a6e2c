// A three-argument handler that only notes who sent the signal.
// finds nothing
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t sender;

static void on_usr1(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	sender = info->si_pid;
	write(STDOUT_FILENO, "u", 1); // quiet: unsafe-call
}

int main(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_flags = SA_SIGINFO;
	sa.sa_sigaction = &on_usr1;
	sigaction(SIGUSR1, &sa, NULL); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
