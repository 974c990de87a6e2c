// A pointer call through a retpoline thunk is the pointer call of the source, with its targets; the thunk is no callee.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void note(int sig)
{
	(void)sig;
	write(2, "!", 1);
}

void (*volatile hook)(int) = note;

static void on_usr1(int sig)
{
	hook(sig); // quiet: hidden-call
	// quiet: unresolved-call
	write(2, ".", 1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
