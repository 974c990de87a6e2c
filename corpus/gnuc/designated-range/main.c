// A table of functions filled by ranges of indexes.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void soft(const char *text)
{
	write(STDERR_FILENO, text, 1); // quiet: unsafe-call
}

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_signal > loud > fprintf
}

static void (*const notes[64])(const char *) = { [0 ... 15] = soft, [16 ... 63] = loud };

static void on_signal(int sig)
{
	notes[sig & 63]("caught");
}

int main(void)
{
	signal(SIGUSR1, on_signal); // handler: on_signal SIGUSR1 unsafe
	pause();
	return 0;
}
