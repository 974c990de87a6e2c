// The same said on the command line: of the user's own declaration sigvet's lists are no judge.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

void vendor_log(int);

static void on_int(int sig)
{
	vendor_log(sig); // quiet: unknown-callee
	puts("x");	 // quiet: unsafe-call
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT clean
	pause();
	return 0;
}
// finds nothing
