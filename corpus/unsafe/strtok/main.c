// strtok keeps its place in a hidden variable that the main loop uses too; strtok_r does not.
#include <signal.h>
#include <string.h>
#include <unistd.h>

static char line[] = "one,two,three";

static void on_usr1(int sig)
{
	char *rest = NULL;
	char *word = strtok(line, ","); // finds: unsafe-call via on_usr1 > strtok

	(void)sig;
	if (word)
		word = strtok_r(word, ";", &rest); // quiet: unsafe-call
	if (word)
		write(STDERR_FILENO, word, strlen(word));
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
