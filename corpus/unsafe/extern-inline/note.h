// Two units see this body; it is one function.
#include <stdio.h>

inline void note(int sig)
{
	fprintf(stderr, "signal %d\n", sig); // finds: unsafe-call via on_usr1 > note > fprintf
}
