// The function that runs in the end.
#include "hooks.h"
#include <stdio.h>

void note_on_stderr(const char *what, int value)
{
	fprintf(stderr, "%s %d\n", what, value); // finds: unsafe-call via on_usr1 > note_on_stderr > fprintf
}
