// A record with the callback is passed by value, down two functions.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct job {
	int fd;
	void (*done)(int);
};

static void poke(int fd)
{
	write(fd, "", 1); // quiet: unsafe-call
}

static void show(int fd)
{
	printf("fd %d\n", fd); // quiet: unsafe-call
}

__attribute__((noinline)) static void finish(int again, struct job job)
{
	job.done(job.fd + again);
	write(job.fd, "", 1);
}

__attribute__((noinline)) static void run(struct job job)
{
	finish(1, job);
	write(job.fd, "", 1);
}

static void on_term(int sig)
{
	struct job job = { sig, poke };
	run(job);
}

int main(int argc, char **argv)
{
	(void)argv;
	struct job job = { .fd = argc, .done = show };
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	run(job);
	pause();
	return 0;
}
