// The function to call is chosen by another function and comes back as its result.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void (*note_fn)(const char *text);

static int verbose;

static void soft(const char *text)
{
	write(STDERR_FILENO, text, 1); // quiet: unsafe-call
}

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static note_fn choose(void)
{
	if (verbose)
		return loud;
	return soft;
}

static void on_usr1(int sig)
{
	(void)sig;
	choose()("caught");
}

int main(int argc, char **argv)
{
	(void)argv;
	verbose = argc > 1;
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
