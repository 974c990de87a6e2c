// The same said on the command line, with a pattern; also of a function that has no body here.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

void panic_overflow(void);

__attribute__((noinline)) static void panic_index(int index)
{
	printf("%d is out of bounds\n", index); // quiet: unsafe-call
}

static void on_int(int sig)
{
	if (sig >= 4)
		panic_index(sig); // quiet: unsafe-call
	if (sig < 0)
		panic_overflow(); // quiet: unknown-callee
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT clean
	pause();
	return 0;
}
// finds nothing
