// The parameter's address goes to a function that writes another caller's visitor through it: all may be called.
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

static visit *chosen;

__attribute__((noinline)) static void change(visit **call)
{
	if (chosen)
		*call = chosen;
}

__attribute__((noinline)) static void each(int fd, visit *call)
{
	change(&call);
	call(fd);
}

static void on_term(int sig)
{
	each(sig, poke);
}

int main(int argc, char **argv)
{
	(void)argv;
	chosen = argc > 1 ? show : NULL;
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	each(argc, poke);
	pause();
	return 0;
}
