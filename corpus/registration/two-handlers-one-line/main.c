// Two handlers reach the same bad line through a common helper: one finding for each.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void note(const char *what)
{
	// finds: unsafe-call via on_int > note > printf
	// finds: unsafe-call via on_term > note > printf
	printf("note: %s\n", what);
}

static void on_int(int sig)
{
	(void)sig;
	note("interrupt");
}

static void on_term(int sig)
{
	(void)sig;
	note("terminate");
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
