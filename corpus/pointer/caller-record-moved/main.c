// The pointer to the record is moved on along a list: the callback may be that of any record.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct job {
	struct job *next;
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

static struct job shown = { NULL, show };

__attribute__((noinline)) static void run(struct job *job, int fd)
{
	for (; job; job = job->next)
		job->done(fd);
}

static void on_term(int sig)
{
	struct job job = { &shown, poke };
	run(&job, sig);
}

int main(int argc, char **argv)
{
	(void)argv;
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	run(&shown, argc);
	pause();
	return 0;
}
