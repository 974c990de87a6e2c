// pthread_cleanup_push is a macro with calls: what a macro of the source calls is written.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static void release(void *what)
{
	*(int *)what = 0;
}

static void on_usr1(int sig)
{
	int held = sig;
	// finds: unsafe-call of __pthread_unwind_next
	// finds: unsafe-call of __sigsetjmp*
	pthread_cleanup_push(release, &held); // quiet: hidden-call
	write(2, ".", 1);
	pthread_cleanup_pop(1); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
