// The definition.
#include <stdio.h>

void note_new(int sig) __asm__("note_v2");

void note_new(int sig)
{
	printf("signal %d\n", sig); // finds: unsafe-call
}
