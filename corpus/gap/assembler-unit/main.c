// The handler calls a function written in assembler, whose unit has no source to read.
#include <signal.h>
#include <unistd.h>

long twice(long value);

static volatile sig_atomic_t result;

static void on_usr1(int sig)
{
	// finds: unknown-callee via on_usr1 > twice [source]
	// gap: unknown-callee [source]
	result = (sig_atomic_t)twice(sig);
}

int main(void)
{
	// handler: on_usr1 SIGUSR1 unproven [source]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean [object]
	pause();
	return result;
}
