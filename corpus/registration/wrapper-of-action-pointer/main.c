// A wrapper that takes a const struct sigaction *, called with a local struct and with a compound literal.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
}

static void install_or_die(int signo, const struct sigaction *action)
{
	if (sigaction(signo, action, NULL) < 0)
		abort();
}

int main(void)
{
	struct sigaction sa = { .sa_flags = SA_RESTART };

	sa.sa_handler = on_int;
	install_or_die(SIGINT, &sa); // handler: on_int SIGINT unsafe
	install_or_die(SIGTERM, &(struct sigaction){ .sa_handler = on_term }); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
