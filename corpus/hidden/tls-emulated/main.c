// Emulated thread-local storage: __emutls_get_address allocates.
#include <signal.h>
#include <unistd.h>

_Thread_local int depth;
int plain;

static void on_usr1(int sig)
{
	depth = sig; // finds: hidden-call of __emutls_get_address because -femulated-tls
	plain = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
