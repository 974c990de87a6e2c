// A handler that does it right: write, kill and _exit only.
// finds nothing
#include <signal.h>
#include <unistd.h>

static pid_t child;

static void on_term(int sig)
{
	static const char text[] = "stopping\n";

	write(STDERR_FILENO, text, sizeof(text) - 1); // quiet: unsafe-call
	if (child > 0)
		kill(child, sig); // quiet: unsafe-call
	_exit(0);		  // quiet: unsafe-call
}

int main(void)
{
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	child = fork();
	pause();
	return 0;
}
