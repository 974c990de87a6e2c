// sin and cos of one angle become sincos with gcc, pow(2, x) exp2 with clang: written, and no more hidden than before.
#include <math.h>
#include <signal.h>
#include <unistd.h>

double angle, left, right, power;

static void on_usr1(int sig)
{
	(void)sig;
	// finds: unsafe-call of sin [! gcc -O2]
	// finds: unsafe-call of cos [! gcc -O2]
	// finds: unsafe-call of * [gcc -O2]
	left = sin(angle); right = cos(angle); // quiet: hidden-call
	power = pow(2, angle); // finds: unsafe-call of pow
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
