// Roots with policies of their own.
#include <stdlib.h>

static char *volatile kept;

// handler: on_stop unknown clean
void on_stop(const char *text)
{
	kept = getenv(text); // quiet: unsafe-call
}

// handler: on_trap unknown unsafe
void on_trap(const char *text)
{
	kept = getenv(text); // finds: unsafe-call via on_trap > getenv
}

int main(void)
{
	return 0;
}
