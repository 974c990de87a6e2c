// The handler is fixed, the signal is a parameter with three callers: all of their signals count.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_any(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_any > printf
}

static void catch(int signo)
{
	signal(signo, on_any); // handler: on_any SIGHUP,SIGINT,SIGTERM unsafe
}

int main(void)
{
	catch(SIGTERM);
	catch(SIGINT);
	catch(SIGHUP);
	pause();
	return 0;
}
