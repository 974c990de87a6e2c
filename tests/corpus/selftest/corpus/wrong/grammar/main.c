// Annotations that are none.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("%d\n", sig); // finds: unsafe-call through printf
	puts("found"); // finds: unsafe-call
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int INT unsafe
	signal(SIGTERM, on_int); // handler: on_int SIGTERM bad
	pause();
	return 0;
}
// quiet: unsafe-call
