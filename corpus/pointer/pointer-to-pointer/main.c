// A setter writes the function through a pointer to the pointer.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void (*note_fn)(const char *text);

static note_fn sink;

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static void set(note_fn *slot, note_fn value)
{
	*slot = value;
}

static void on_usr1(int sig)
{
	(void)sig;
	sink("caught");
}

int main(void)
{
	set(&sink, loud);
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
