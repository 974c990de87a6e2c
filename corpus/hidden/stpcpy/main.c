// strcpy and strlen of the same text become stpcpy: a written call under another name.
// finds nothing
#include <signal.h>
#include <string.h>
#include <unistd.h>

char text[200];
const char *name = "name";

static void on_usr1(int sig)
{
	(void)sig;
	strcpy(text, name); strcat(text, name); // quiet: hidden-call
	write(STDERR_FILENO, text, strlen(text)); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
