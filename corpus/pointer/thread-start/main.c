// The handler starts a thread: pthread_create is not safe, but the thread's own function does not run in the handler.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static pthread_t thread;

static void *work(void *data)
{
	printf("working %p\n", data); // quiet: unsafe-call
	return NULL;
}

static void on_usr1(int sig)
{
	(void)sig;
	pthread_create(&thread, NULL, work, NULL); // finds: unsafe-call via on_usr1 > pthread_create
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
