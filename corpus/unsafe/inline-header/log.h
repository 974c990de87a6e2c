// Included by one unit.
#include <stdio.h>

static inline void log_signal(int sig)
{
	fprintf(stderr, "signal %d\n", sig); // finds: unsafe-call via on_usr1 > log_signal > fprintf
}
