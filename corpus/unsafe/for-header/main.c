// Two calls of one function in one for-header stand on one line: one finding.
#include <signal.h>
#include <string.h>
#include <unistd.h>

static char line[] = "one two three";

static void on_usr1(int sig)
{
	(void)sig;
	for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) // finds: unsafe-call via on_usr1 > strtok
		write(STDERR_FILENO, word, strlen(word)); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
