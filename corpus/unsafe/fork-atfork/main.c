// fork is on the list of POSIX.1-2017, but it runs what pthread_atfork stored, inside the handler.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

static void lock_log(void)
{
	pthread_mutex_lock(&log_lock); // finds: unsafe-call via on_usr1 > fork > lock_log > pthread_mutex_lock
}

static void unlock_log(void)
{
	pthread_mutex_unlock(&log_lock); // finds: unsafe-call via on_usr1 > fork > unlock_log > pthread_mutex_unlock
}

static void on_usr1(int sig)
{
	if (fork() == 0) // quiet: unsafe-call
		_exit(sig);
}

int main(void)
{
	pthread_atfork(lock_log, unlock_log, unlock_log);
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
