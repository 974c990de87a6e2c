// The wrapper is a macro of several statements; the place is where it is expanded.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INSTALL(signo, function)                       \
	do {                                           \
		struct sigaction sa_;                  \
		memset(&sa_, 0, sizeof sa_);           \
		sa_.sa_handler = (function);           \
		if (sigaction((signo), &sa_, NULL))    \
			return 1;                      \
	} while (0)

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
}

int main(void)
{
	INSTALL(SIGINT, on_int); // handler: on_int SIGINT unsafe
	INSTALL(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
