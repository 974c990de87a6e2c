// Between 128-bit integers and floating point: calls; from 32 bits: none.
#include <signal.h>
#include <unistd.h>

__int128 wide;
unsigned __int128 positive;
double number;
float single;

static void on_usr1(int sig)
{
	number = (double)wide; // finds: hidden-call of __floattidf because __int128 conversion
	wide = (__int128)number; // finds: hidden-call of __fixdfti because __int128 conversion
	positive = (unsigned __int128)single; // finds: hidden-call of __fixunssfti because __int128 conversion
	number = (double)positive; // finds: hidden-call of __floatuntidf because __int128 conversion [-O0]
	number = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
