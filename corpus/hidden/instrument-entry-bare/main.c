// A hook at the entry alone.
#include <signal.h>
#include <unistd.h>

int depth;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -finstrument-functions
{ // finds: hidden-call of __cyg_profile_func_enter_bare because -finstrument-function-entry-bare
	depth = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
