// A function hands its callback on to itself; a second one passes another callback on the way down.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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

static void stop(int fd)
{
	exit(fd); // finds: unsafe-call of exit
}

__attribute__((noinline)) static int down(int depth, visit *call)
{
	if (depth == 0) {
		call(depth);
		return 1;
	}
	return down(depth - 1, call) + down(depth / 2, depth & 1 ? call : poke);
}

__attribute__((noinline)) static int swing(int depth, visit *here, visit *there)
{
	if (depth == 0) {
		here(depth);
		return 1;
	}
	return swing(depth - 1, there, here) * 2;
}

static void on_term(int sig)
{
	down(sig, poke);
}

static void on_usr1(int sig)
{
	swing(sig, poke, stop);
}

int main(int argc, char **argv)
{
	(void)argv;
	// handler: on_term SIGTERM clean [! clang-19 -O2]
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean-only [clang-19 -O2]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	return down(argc, show) + swing(argc, show, show);
}
