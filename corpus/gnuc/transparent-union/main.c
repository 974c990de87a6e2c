// Arguments of two types go to one helper through a transparent union.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef union {
	const char *text;
	const unsigned char *bytes;
} line __attribute__((transparent_union));

static void note(line line)
{
	fprintf(stderr, "%s\n", line.text); // finds: unsafe-call via on_usr1 > note > fprintf
}

static void on_usr1(int sig)
{
	static const unsigned char bytes[] = "caught";

	if (sig)
		note(bytes);
	else
		note("nothing");
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
