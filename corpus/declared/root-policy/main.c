// Roots with policies of their own.
#include <stdlib.h>

// handler: on_stop unknown clean
void on_stop(const char *text)
{
	strtol(text, NULL, 10); // quiet: unsafe-call
}

// handler: on_trap unknown unsafe
void on_trap(const char *text)
{
	strtol(text, NULL, 10); // finds: unsafe-call via on_trap > strtol
}

int main(void)
{
	return 0;
}
