/* The helper. */
#include <stdio.h>

int note_signal(int sig)
{
	return printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > note_signal > printf
}
