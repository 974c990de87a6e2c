// The record with the callback is a part of a bigger one, whose address goes down first; the callback itself is a parameter.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct hook {
	void (*call)(int);
	int times;
};

struct walk {
	int fd;
	struct hook hook;
};

static void poke(int fd)
{
	write(fd, "", 1); // quiet: unsafe-call
}

static void show(int fd)
{
	printf("fd %d\n", fd); // quiet: unsafe-call
}

__attribute__((noinline)) static void fire(int fd, const struct hook *hook)
{
	void (*call)(int) = hook->call;
	for (int i = 0; i < hook->times; i++)
		call(fd);
}

__attribute__((noinline)) static void step(struct walk *walk)
{
	fire(walk->fd, &walk->hook);
	walk->fd++;
}

__attribute__((noinline)) static void walk(int from, void (*call)(int))
{
	struct walk walk;
	walk.fd = from;
	walk.hook.call = call;
	walk.hook.times = 2;
	step(&walk);
	step(&walk);
}

static void on_term(int sig)
{
	walk(sig, poke);
}

int main(int argc, char **argv)
{
	(void)argv;
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	walk(argc, show);
	pause();
	return 0;
}
