// Calls over several lines: compilers put them on one or another of these, and they are the source's all the same.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char text[100];

static void on_usr1(int sig)
{
	write(
		sig,
		text,
		strlen(
			text));
	// finds: unsafe-call of fprintf via on_usr1 > fprintf
	fprintf(stderr,
		"%d %zu\n",
		sig,
		strlen(text)); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
