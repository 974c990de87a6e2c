// -pg: every function calls mcount (on AArch64 _mcount), a leaf too.
#include <signal.h>
#include <unistd.h>

int depth;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -pg
// finds: hidden-call of _mcount because -pg [aarch64]
// finds: hidden-call of mcount because -pg [x86-64]
{
	depth = sig; // quiet: hidden-call
}

__attribute__((no_instrument_function)) static void on_usr2(int sig)
{
	depth = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	signal(SIGUSR2, on_usr2); // handler: on_usr2 SIGUSR2
	pause();
	return 0;
}
