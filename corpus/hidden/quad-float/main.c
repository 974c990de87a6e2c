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
	sum = sum * part; // finds: hidden-call of __multf3 because quad-precision arithmetic
	// finds: hidden-call of __gttf2 because quad-precision arithmetic [gcc -O2]
	// finds: hidden-call of __lttf2 because quad-precision arithmetic [! gcc -O2]
	// finds: hidden-call of __trunctfdf2 because quad-precision arithmetic [clang -O2]
	if (sum < part)
		plain = (double)sum; // finds: hidden-call of __trunctfdf2 because quad-precision arithmetic [! clang -O2]
	plain = plain + 1; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
