// finds nothing
#include <stdio.h>

void unrelated(void);

void unrelated(void)
{
	puts("nothing to do with it"); // quiet: unsafe-call
}
