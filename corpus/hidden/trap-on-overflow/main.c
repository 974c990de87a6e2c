// -ftrapv: gcc computes by calls that abort on overflow.
#include <signal.h>
#include <unistd.h>

long product, factor;
unsigned long plain;

static void on_usr1(int sig)
{
	(void)sig;
	product = product * factor; // finds: hidden-call of __mulvdi3 because -ftrapv [gcc]
	product = product + factor; // finds: hidden-call of __addvdi3 because -ftrapv [gcc]
	factor = product - factor; // finds: hidden-call of __subvdi3 because -ftrapv [gcc -O0]
	factor = -factor; // finds: hidden-call of __negvdi2 because -ftrapv [gcc]
	plain = plain * 3; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
