// Between 128-bit integers and floating point: calls; from 32 bits: none.
#include <signal.h>
#include <unistd.h>

__int128 wide;
double number;

static void on_usr1(int sig)
{
	number = (double)wide; // finds: hidden-call of __floattidf because __int128 conversion
	wide = (__int128)number; // finds: hidden-call of __fixdfti because __int128 conversion
	number = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
