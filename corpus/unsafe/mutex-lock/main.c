// A counter shared with the main loop is guarded by a mutex that the interrupted thread may hold.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long hits;

static void count_hit(void)
{
	pthread_mutex_lock(&lock); // finds: unsafe-call via on_usr1 > count_hit > pthread_mutex_lock
	hits++;
	pthread_mutex_unlock(&lock); // finds: unsafe-call via on_usr1 > count_hit > pthread_mutex_unlock
}

static void on_usr1(int sig)
{
	(void)sig;
	count_hit();
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return hits > 0;
}
