// A callback that is registered in a global is everybody's; what is registered under a local name stays the caller's.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void hook(int);

static hook *installed;

static void poke(int fd)
{
	write(fd, "", 1); // quiet: unsafe-call
}

static void show(int fd)
{
	printf("fd %d\n", fd); // finds: unsafe-call of printf
}

static void install(hook *wanted)
{
	installed = wanted;
}

__attribute__((noinline)) static void run(int fd, hook *last)
{
	last(fd);
	write(fd, "", 1);
}

static void on_term(int sig)
{
	run(sig, poke);
}

static void on_usr1(int sig)
{
	run(sig, installed);
}

int main(int argc, char **argv)
{
	(void)argv;
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	install(argc > 1 ? show : poke);
	pause();
	return 0;
}
