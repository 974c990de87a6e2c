// signal is emitted as __sysv_signal under -std=c11: still a registrar, and a written call.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	signal(sig, on_usr1); // handler: on_usr1 SIGUSR1 clean
	// quiet: hidden-call
	write(2, ".", 1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
