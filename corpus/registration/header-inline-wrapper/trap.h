// The wrapper; each unit has a copy of its own.
// finds nothing
#include <signal.h>

static inline void trap(int signo, void (*handler)(int))
{
	signal(signo, handler);
}
