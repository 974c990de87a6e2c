// Somebody writes another callback into the local record through its pointer: both may be called.
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
	printf("fd %d\n", fd); // finds: unsafe-call of printf
}

__attribute__((noinline)) static void prepare(struct job *job)
{
	if (job->fd > 100)
		job->done = show;
}

__attribute__((noinline)) static void run(struct job *job)
{
	job->done(job->fd);
	write(job->fd, "", 1);
}

static void on_term(int sig)
{
	struct job job = { sig, poke };
	prepare(&job);
	run(&job);
}

int main(int argc, char **argv)
{
	(void)argv;
	struct job job = { argc, poke };
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	run(&job);
	pause();
	return 0;
}
