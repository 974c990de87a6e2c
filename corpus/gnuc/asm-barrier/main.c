// Barriers and a register read: assembly that cannot call anything.
// finds nothing
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t ready;
static long value;

static void on_usr1(int sig)
{
	long copy;

	value = sig;
	__asm__ volatile("" ::: "memory");		// quiet: unknown-callee
	__asm__ volatile("nop\n\tnop" ::: "memory");	// quiet: unknown-callee
	__asm__("" : "=r"(copy) : "0"(value));		// quiet: unknown-callee
	ready = copy != 0;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return ready;
}
