// One handler hands its signal on to another by a plain call.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	// finds: unsafe-call via on_int > printf
	// finds: unsafe-call via on_term > on_int > printf
	printf("stopping on %d\n", sig);
}

static void on_term(int sig)
{
	on_int(sig);
}

int main(void)
{
	signal(SIGINT, on_int);	  // handler: on_int SIGINT unsafe
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
