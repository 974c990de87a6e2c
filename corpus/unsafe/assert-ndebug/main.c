// With NDEBUG the assert is gone, and its argument with it.
// finds nothing
#define NDEBUG
#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t depth;

static void on_usr1(int sig)
{
	assert(printf("checking %d\n", sig) > 0); // quiet: unsafe-call
	depth = sig;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return depth;
}
