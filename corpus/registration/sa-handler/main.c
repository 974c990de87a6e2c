// The usual sigaction(): a local struct, its sa_handler assigned.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_int;
	sigemptyset(&sa.sa_mask);
	sa.sa_flags = SA_RESTART;
	if (sigaction(SIGINT, &sa, NULL) < 0) // handler: on_int SIGINT unsafe
		return 1;
	pause();
	return 0;
}
