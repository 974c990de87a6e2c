// A daemon's SIGHUP handler reports the reload to syslog, which locks and allocates.
#include <signal.h>
#include <syslog.h>
#include <unistd.h>

static volatile sig_atomic_t reload;

static void on_hup(int sig)
{
	syslog(LOG_INFO, "reload asked for by signal %d", sig); // finds: unsafe-call via on_hup > syslog
	reload = 1;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_hup };

	openlog("daemon", LOG_PID, LOG_DAEMON);
	sigaction(SIGHUP, &sa, NULL); // handler: on_hup SIGHUP unsafe
	while (!reload)
		pause();
	return 0;
}
