// Under nosplit every kind of instrumentation is an error, also those that leave no call.
#include <signal.h>

static volatile int caught;

// finds: instrumented of on_int
static void on_int(int sig)
{
	caught = sig;
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	return 0;
}
