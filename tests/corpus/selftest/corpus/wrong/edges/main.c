// The list of edges has one too many and one too few.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void on_int(int sig)
{
	(void)sig;
	write(STDERR_FILENO, "!", 1);
	getpid();
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT clean
	pause();
	return 0;
}
