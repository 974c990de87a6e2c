// _Float16 is widened and narrowed by calls.
#include <signal.h>
#include <unistd.h>

_Float16 half, other;
float single;
double wide;

static void on_usr1(int sig)
{
	(void)sig;
	// finds: hidden-call of __extendhfsf2 because _Float16 conversion [-O0]
	// finds: hidden-call of __truncsfhf2 because _Float16 conversion [-O0]
	half = half * other;
	half = (_Float16)wide; // finds: hidden-call of __truncdfhf2 because _Float16 conversion
	single = single * 2; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
