// The parameter is set anew under a condition: then it is no longer what the caller handed over alone.
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
	printf("fd %d\n", fd); // finds: unsafe-call of printf
}

static void count(int fd)
{
	fprintf(stderr, "%d\n", fd); // quiet: unsafe-call
}

__attribute__((noinline)) static void each(int fd, visit *call)
{
	if (fd > 100)
		call = show;
	call(fd);
}

static void on_term(int sig)
{
	each(sig, poke);
}

int main(int argc, char **argv)
{
	(void)argv;
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	each(argc, count);
	pause();
	return 0;
}
