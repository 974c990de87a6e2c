// Fortified calls of memory and string functions are the calls of the source; what only overruns reach is theirs.
// finds nothing
#include <signal.h>
#include <string.h>
#include <unistd.h>

char text[64], other[64];
size_t length;

static void on_usr1(int sig)
{
	memcpy(text, other, length); // quiet: hidden-call
	memmove(text, other + 1, length); // quiet: hidden-call
	memset(text, sig, length); // quiet: hidden-call
	strcpy(text, other); // quiet: hidden-call
	strncpy(text, other, length); // quiet: hidden-call
	strcat(text, other); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
