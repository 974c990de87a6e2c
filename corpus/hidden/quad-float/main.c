// __float128 is computed by calls.
#include <signal.h>
#include <unistd.h>

#ifdef __aarch64__
typedef long double quad;
#else
typedef __float128 quad;
#endif

quad sum, part;
double plain;

static void on_usr1(int sig)
{
	(void)sig;
	sum = sum + part; // finds: hidden-call of __addtf3 because quad-precision arithmetic
	plain = plain + 1; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
