// A thread-local variable in code for a shared library: its address is asked of __tls_get_addr, which may allocate.
#include <signal.h>
#include <unistd.h>

_Thread_local int depth;
int plain;

void on_usr1(int sig)
{
	depth = sig; // finds: hidden-call of __tls_get_addr because -fPIC [!-ftls-model=initial-exec]
	plain = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
