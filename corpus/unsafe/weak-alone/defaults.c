// The weak default.
#include <stdio.h>

__attribute__((weak)) void on_fault(int sig)
{
	fprintf(stderr, "fault %d\n", sig); // finds: unsafe-call via on_segv > on_fault > fprintf
}
