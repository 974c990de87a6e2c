// malloc and memset become one calloc: one finding for the allocation, by the name in the source.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *buffer;

static void on_usr1(int sig)
{
	(void)sig;
	char *made = malloc(3000); // finds: unsafe-call of malloc
	if (made)
		memset(made, 0, 3000); // quiet: hidden-call
	buffer = made;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
