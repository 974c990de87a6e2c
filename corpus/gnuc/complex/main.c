// Complex numbers of the language: their parts and sums are no calls.
// finds nothing
#include <signal.h>
#include <unistd.h>

static double _Complex phase;
static volatile sig_atomic_t turned;

static void on_usr1(int sig)
{
	phase += 1.0i;		     // quiet: unknown-callee
	__real__ phase = sig;	     // quiet: unknown-callee
	turned = __imag__ phase > 3; // quiet: unknown-callee
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return turned;
}
