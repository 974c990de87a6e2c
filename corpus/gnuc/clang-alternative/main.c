// The program has one text for clang and one for gcc, which compiles it here.
#include <signal.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

static void on_usr1(int sig)
{
#ifdef __clang__
	syslog(LOG_INFO, "signal %d", sig); // quiet: unsafe-call
#else
	printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > printf
#endif
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
