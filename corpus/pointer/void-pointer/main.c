// The function travels through a void pointer and is cast back before the call.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void (*note_fn)(const char *text);

static void *context;

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static void on_usr1(int sig)
{
	note_fn note = (note_fn)context;

	(void)sig;
	note("caught");
}

int main(void)
{
	context = (void *)loud;
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
