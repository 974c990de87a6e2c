// write belongs to POSIX, not to the C standard.
#include <signal.h>
#include <unistd.h>

static void on_int(int sig)
{
	(void)sig;
	write(STDERR_FILENO, "!", 1); // finds: unsafe-call via on_int > write
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
