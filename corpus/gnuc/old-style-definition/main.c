// A helper defined the way of 1978.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int note(level, text)
	int level;
	const char *text;
{
	return fprintf(stderr, "%d %s\n", level, text); // finds: unsafe-call via on_usr1 > note > fprintf
}

static void on_usr1(sig)
	int sig;
{
	note(sig, "caught");
}

int main()
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
