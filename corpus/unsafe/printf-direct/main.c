// A SIGINT handler tells the user with printf that it was called.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t stopping;

static void on_int(int sig)
{
	printf("caught signal %d\n", sig); // finds: unsafe-call via on_int > printf
	stopping = 1;
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	while (!stopping)
		pause();
	return 0;
}
