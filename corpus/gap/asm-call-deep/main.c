// The assembly stands in a helper under two handlers: the gap is one, and neither handler can be proved.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void trap(void)
{
	__asm__ volatile("int $3"); // gap: inline-asm [source]
}

static void on_hup(int sig)
{
	if (sig)
		trap();
}

static void on_usr1(int sig)
{
	if (sig)
		trap();
}

int main(void)
{
	// handler: on_hup SIGHUP unproven [source]
	signal(SIGHUP, on_hup);	  // handler: on_hup SIGHUP clean [object]
	// handler: on_usr1 SIGUSR1 unproven [source]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean [object]
	pause();
	return 0;
}
