// abort and _Exit are on the list of POSIX, exit is not.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void on_int(int sig)
{
	if (sig == SIGINT)
		exit(1); // finds: unsafe-call via on_int > exit
	if (sig == SIGTERM)
		_Exit(1); // quiet: unsafe-call
	abort();	  // quiet: unsafe-call
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
