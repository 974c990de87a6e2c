// Two handlers hand different callbacks down the same three functions, which stand in another file.
#include "walk.h"
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void poke(int fd)
{
	write(fd, "", 1); // quiet: unsafe-call
}

static void show(int fd)
{
	printf("fd %d\n", fd); // finds: unsafe-call of printf
}

static void on_term(int sig)
{
	(void)sig;
	walk(poke, 0);
}

static void on_usr1(int sig)
{
	(void)sig;
	walk(show, 0);
}

int main(void)
{
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
