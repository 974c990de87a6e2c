// The other step.
// finds nothing
#include <signal.h>

void advance(int n);

static void step(int n)
{
	kill(n, 0);
}

void advance(int n)
{
	step(n);
}
