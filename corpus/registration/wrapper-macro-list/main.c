// A list macro registers all its rows in one line of main: two handlers at one place.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define SIGNALS(row)             \
	row(SIGINT, on_int)      \
	row(SIGTERM, on_term)

#define ARM(signo, handler) signal(signo, handler);

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
	// handler: on_int SIGINT unsafe
	// handler: on_term SIGTERM unsafe
	SIGNALS(ARM)
	pause();
	return 0;
}
