// The outer wrapper: adds the flags.
// finds nothing
#include <signal.h>
#include "traps.h"

int trap(int signo, void (*handler)(int))
{
	return trap_with_flags(signo, handler, SA_RESTART);
}
