// The handler hands over no callback at all: the test for it keeps main's from being called.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void visit(int);

static void show(int fd)
{
	printf("fd %d\n", fd); // quiet: unsafe-call
}

__attribute__((noinline)) static void each(int fd, visit *call)
{
	write(fd, "", 1);
	if (call)
		call(fd);
}

static void on_term(int sig)
{
	each(sig, NULL);
}

int main(int argc, char **argv)
{
	(void)argv;
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean-only
	each(argc, show);
	pause();
	return 0;
}
