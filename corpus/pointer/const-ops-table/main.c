// A constant table of operations: the one that the handler calls is good, its neighbour is not.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct ops {
	int (*wake)(int fd);
	int (*dump)(int fd);
};

static int wake_pipe(int fd)
{
	return (int)write(fd, "", 1); // quiet: unsafe-call
}

static int dump_pipe(int fd)
{
	return printf("pipe %d\n", fd); // quiet: unsafe-call
}

static const struct ops pipe_ops = { .wake = wake_pipe, .dump = dump_pipe };

static void on_usr1(int sig)
{
	(void)sig;
	pipe_ops.wake(STDERR_FILENO);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return pipe_ops.dump(0);
}
