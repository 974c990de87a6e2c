// The other report never runs in a handler.
// finds nothing
#include <stdio.h>

void summary(void);

static void report(int count)
{
	printf("%d signals\n", count); // quiet: unsafe-call
}

void summary(void)
{
	report(1);
}
