// The program brings its own function named like an unsafe one: its body decides, not the list.
// finds nothing
#include <signal.h>
#include <unistd.h>

void syslog(int level, const char *text, ...);

void syslog(int level, const char *text, ...)
{
	(void)level;
	write(STDERR_FILENO, text, 1); // quiet: unsafe-call
}

static void on_usr1(int sig)
{
	syslog(sig, "x"); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
