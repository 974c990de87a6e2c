// The cleanup attribute is a direct call of its function by the one whose scope ends.
// finds nothing
#include <signal.h>
#include <unistd.h>

#define scoped_fd __attribute__((cleanup(close_fd))) int

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static void on_usr1(int sig)
{
	scoped_fd fd = dup(STDERR_FILENO);

	write(fd, &sig, 1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
