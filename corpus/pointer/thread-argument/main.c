// A thread is handed a function as its argument and stores it: it is found by its type, and the handler is not clean.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void (*hook)(void);

static void quiet(void)
{
}

static void loud(void)
{
	fputs("loud\n", stderr); // finds: unsafe-call via on_usr1 > loud > fputs
}

static void *store(void *function)
{
	hook = (void (*)(void))function;
	return NULL;
}

static void on_usr1(int sig)
{
	(void)sig;
	hook(); // gap: lost-flow
}

int main(void)
{
	pthread_t thread;

	hook = quiet;
	pthread_create(&thread, NULL, store, (void *)loud);
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
