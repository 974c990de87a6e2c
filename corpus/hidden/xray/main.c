// Sleds at entry and exit, patched when the program runs: no symbol.
#include <signal.h>
#include <unistd.h>

int depth;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fxray-instrument
{
	depth = sig; // quiet: hidden-call
}

__attribute__((xray_never_instrument)) static void on_usr2(int sig)
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
