// A power with a whole exponent under -ffast-math: __powidf2 for the builtin that the source wrote.
#include <signal.h>
#include <unistd.h>

double base;

static void on_usr1(int sig)
{
	base = __builtin_powi(base, sig); // finds: hidden-call of __powidf2 because integer power
	base = base * 2; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
