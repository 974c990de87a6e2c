// Division of 128-bit integers is a call of the compiler's library; addition is not.
#include <signal.h>
#include <unistd.h>

__int128 left, right, quotient, other;
unsigned __int128 uleft, uright, rest;

static void on_usr1(int sig)
{
	(void)sig;
	// finds: hidden-call of __divmodti4 because __int128 arithmetic [gcc-12 -O2]
	// finds: hidden-call of __divti3 because __int128 arithmetic [! gcc-12 -O2]
	quotient = left / right;
	rest = uleft % uright; // finds: hidden-call of __umodti3 because __int128 arithmetic
	// finds: hidden-call of __divti3 because __int128 arithmetic [-O0]
	// finds: hidden-call of __modti3 because __int128 arithmetic [! -O2 x86-64]
	quotient = left / right; other = left % right;
	left = left + right; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
