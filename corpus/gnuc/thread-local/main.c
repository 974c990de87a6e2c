// Thread-local variables are not calls in the source.
// finds nothing
#include <signal.h>
#include <unistd.h>

static _Thread_local volatile sig_atomic_t depth;
static __thread int last;

static void on_usr1(int sig)
{
	depth++;    // quiet: unknown-callee
	last = sig; // quiet: unknown-callee
	depth--;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return last;
}
