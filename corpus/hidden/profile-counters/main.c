// Profile counters in place: no call.
#include <signal.h>
#include <unistd.h>

int depth;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fprofile-generate
{
	depth = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
