// A failing assert prints through stdio before it aborts.
#include <assert.h>
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t depth;

static void on_usr1(int sig)
{
	assert(depth == 0); // finds: unsafe-call
	depth = sig;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
