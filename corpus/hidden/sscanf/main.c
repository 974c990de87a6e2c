// sscanf is emitted as __isoc99_sscanf, an asm label of the header.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

char text[20];
int number;

static void on_usr1(int sig)
{
	(void)sig;
	sscanf(text, "%d", &number); // finds: unsafe-call of sscanf
	write(2, text, 3); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
