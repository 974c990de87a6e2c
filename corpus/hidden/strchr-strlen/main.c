// strchr(s, 0) becomes strlen, strcat of a constant strlen and a move: written calls under other names.
// finds nothing
#include <signal.h>
#include <string.h>
#include <unistd.h>

char text[200];

static void on_usr1(int sig)
{
	(void)sig;
	char *end = strchr(text, 0); // quiet: hidden-call
	strcat(text, "got it"); // quiet: hidden-call
	write(STDERR_FILENO, text, (size_t)(end - text));
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
