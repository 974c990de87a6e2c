// The plain string functions are safe since POSIX.1-2008 TC2.
// finds nothing
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char *name = "worker";
static char text[80];

static void on_usr1(int sig)
{
	size_t length = strlen(name); // quiet: unsafe-call

	(void)sig;
	if (length > sizeof(text) - 2)
		length = sizeof(text) - 2;
	memcpy(text, name, length); // quiet: unsafe-call
	text[length++] = '\n';
	write(STDERR_FILENO, text, length);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
