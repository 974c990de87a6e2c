// atoi is an inline function of the header at -O2, and strtol what it calls: both are the source's.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

char text[20];
int number;

static void on_usr1(int sig)
{
	(void)sig;
	// finds: unsafe-call of strtol via on_usr1 > atoi > strtol [-O2]
	number = atoi(text); // finds: unsafe-call via on_usr1 > atoi [-O0]
	write(2, text, 3); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
