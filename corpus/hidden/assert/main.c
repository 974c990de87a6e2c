// assert: the failure path of the macro is written.
#include <assert.h>
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t depth;

static void on_usr1(int sig)
{
	assert(sig != depth); // finds: unsafe-call of __assert_fail
	depth = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
