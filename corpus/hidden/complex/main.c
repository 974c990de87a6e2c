// Complex multiplication and division are calls, addition is none.
#include <complex.h>
#include <signal.h>
#include <unistd.h>

double complex left, right;
float complex few;

static void on_usr1(int sig)
{
	(void)sig;
	left = left * right; // finds: hidden-call of __muldc3 because complex arithmetic [! gcc -O2]
	right = right / left; // finds: hidden-call of __divdc3 because complex arithmetic
	few = few * few; // finds: hidden-call of __mulsc3 because complex arithmetic [! gcc -O2]
	left = left + right; // quiet: hidden-call
// finds: hidden-call of __muldc3 because complex arithmetic [gcc -O2]
// finds: hidden-call of __mulsc3 because complex arithmetic [gcc -O2]
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
