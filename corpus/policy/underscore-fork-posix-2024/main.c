// _Fork took fork's place on the list of POSIX.1-2024, and runs no pthread_atfork handlers.
// finds nothing
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void prepare(void)
{
	pthread_mutex_lock(&lock); // quiet: unsafe-call
}

static void after(void)
{
	pthread_mutex_unlock(&lock); // quiet: unsafe-call
}

static void on_segv(int sig)
{
	if (_Fork() == 0) // quiet: unsafe-call
		_exit(sig);
}

int main(void)
{
	pthread_atfork(prepare, after, after);
	signal(SIGSEGV, on_segv); // handler: on_segv SIGSEGV clean
	pause();
	return 0;
}
