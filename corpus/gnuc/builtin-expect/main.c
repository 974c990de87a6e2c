// The call stands in a condition under __builtin_expect, behind the usual macro.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define unlikely(x) __builtin_expect(!!(x), 0)

static int report(int sig)
{
	return printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > report > printf
}

static void on_usr1(int sig)
{
	// quiet: unsafe-call
	// quiet: unknown-callee
	if (unlikely(report(sig) < 0))
		_exit(1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
