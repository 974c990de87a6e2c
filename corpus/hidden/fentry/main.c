// -mfentry: the call is the first instruction of the function.
#include <signal.h>
#include <unistd.h>

int depth;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -pg -mfentry
{ // finds: hidden-call of __fentry__ because -pg -mfentry
	depth = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
