// The definition.
#include <stdio.h>

int note(int level, const char *text)
{
	return fprintf(stderr, "%d %s\n", level, text); // finds: unsafe-call via on_usr1 > note > fprintf
}
