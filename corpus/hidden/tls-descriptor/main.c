// A TLS descriptor is called through a pointer, by a relocation without a symbol for the function.
#include <signal.h>
#include <unistd.h>

_Thread_local int depth;
int plain;

void on_usr1(int sig)
{
	depth = sig; // finds: hidden-call of TLSDESC because -fPIC
	plain = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
