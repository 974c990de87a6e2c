// A thread waits for signals on behalf of all others; its start routine is no handler.
// finds nothing
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void *signal_thread(void *arg)
{
	const sigset_t *set = arg;
	siginfo_t info;

	while (sigwaitinfo(set, &info) > 0)
		printf("got %d from %d\n", info.si_signo, (int)info.si_pid); // quiet: unsafe-call
	return malloc(1); // quiet: unsafe-call
}

int main(void)
{
	static sigset_t set;
	pthread_t thread;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (pthread_create(&thread, NULL, signal_thread, &set))
		return 1;
	return pthread_join(thread, NULL);
}
