// The handler makes a time stamp. time is safe, localtime takes the lock of the time zone.
#include <signal.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t hour;

static void on_usr1(int sig)
{
	time_t now = time(NULL);	   // quiet: unsafe-call
	struct tm *tm = localtime(&now); // finds: unsafe-call via on_usr1 > localtime

	(void)sig;
	hour = tm->tm_hour;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return hour;
}
