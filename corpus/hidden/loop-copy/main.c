// Three loops over bytes, recognised as memcpy, memset and memmove.
#include <signal.h>
#include <unistd.h>

char from[3000], to[3000];
static volatile char slow[3000];
int length;

static void on_usr1(int sig)
{
	(void)sig;
	for (int i = 0; i < length; i++)
		to[i] = from[i]; // finds: hidden-call of memcpy because copy loop
	for (int i = 0; i < length; i++)
		from[i] = 0; // finds: hidden-call of memset because fill loop
	for (int i = 0; i < length; i++)
		to[i] = to[i + 1]; // finds: hidden-call of memmove because shifting loop
	for (int i = 0; i < length; i++)
		slow[i] = 1; // quiet: hidden-call
}

int main(int count, char **words)
{
	(void)words;
	length = count;
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return to[0];
}
