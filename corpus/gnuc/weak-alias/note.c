// The strong one.
#include <stdio.h>

void note(int sig)
{
	printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > note > printf
}
