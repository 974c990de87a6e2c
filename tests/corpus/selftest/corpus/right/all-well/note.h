// A header is read too.
#include <stdio.h>

static inline void note(int sig)
{
	puts("note"); // finds: unsafe-call
	puts("note"); puts("twice on a line"); // finds: unsafe-call via on_any > note > puts
	(void)sig;
}
