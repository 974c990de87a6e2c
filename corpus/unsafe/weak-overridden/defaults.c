// The weak default.
// finds nothing
#include <stdio.h>

__attribute__((weak)) void on_fault(int sig)
{
	fprintf(stderr, "fault %d\n", sig); // quiet: unsafe-call
}
