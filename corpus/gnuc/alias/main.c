// The handler calls an alias; the body belongs to another name.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void note_plain(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call
}

void note(const char *text) __attribute__((alias("note_plain")));

static void on_usr1(int sig)
{
	(void)sig;
	note("caught"); // quiet: unknown-callee
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
