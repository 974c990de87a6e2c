// A callback goes down through two functions before it is called; what main hands over does not reach the handler.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void visit(int);

static void poke(int fd)
{
	write(fd, "", 1); // quiet: unsafe-call
}

static void show(int fd)
{
	printf("fd %d\n", fd); // quiet: unsafe-call
}

__attribute__((noinline)) static void one(int fd, visit *call)
{
	call(fd);
}

__attribute__((noinline)) static void some(int first, visit *call, int last)
{
	visit *again = call;
	for (int fd = first; fd < last; fd++)
		one(fd, again);
}

__attribute__((noinline)) static void all(visit *call)
{
	some(0, call, 3);
}

static void on_term(int sig)
{
	(void)sig;
	all(poke);
}

int main(void)
{
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	all(show);
	pause();
	return 0;
}
