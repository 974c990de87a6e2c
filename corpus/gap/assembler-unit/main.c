// The handler calls a function written in assembler, whose unit has no source to read.
#include <signal.h>
#include <unistd.h>

long twice(long value);

static volatile sig_atomic_t result;

static void on_usr1(int sig)
{
	// finds: unknown-callee via on_usr1 > twice
	// gap: unknown-callee
	result = (sig_atomic_t)twice(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return result;
}
