// Counters in place for gcov; what reads them stands in a constructor.
#include <signal.h>
#include <unistd.h>

int depth;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fprofile-arcs
{
	depth = sig; // quiet: hidden-call
}

__attribute__((no_profile_instrument_function)) static void on_usr2(int sig)
{
	depth = sig; // quiet: instrumented
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	signal(SIGUSR2, on_usr2); // handler: on_usr2 SIGUSR2
	pause();
	return 0;
}
