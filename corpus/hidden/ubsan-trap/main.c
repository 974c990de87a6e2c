// The same checks as traps: nothing is called.
// finds nothing
#include <signal.h>
#include <unistd.h>

int sum;

static void on_usr1(int sig)
{
	sum = sum + sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
