// snprintf of a constant is folded to a move at -O2, sprintf of a text to strcpy: what is not there is not judged.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

char line[100], other[100];
const char *name = "name";

static void on_usr1(int sig)
{
	(void)sig;
	snprintf(line, sizeof line, "hello"); // finds: unsafe-call of snprintf [-O0]
	// quiet: hidden-call
	sprintf(other, "%s", name); // finds: unsafe-call of sprintf [-O0]
	write(STDERR_FILENO, line, 5);
}

int main(void)
{
	// handler: on_usr1 SIGUSR1 clean [-O2]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe [-O0]
	pause();
	return 0;
}
