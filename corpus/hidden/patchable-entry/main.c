// Room for a patch at the entry: a section says where.
#include <signal.h>
#include <unistd.h>

int depth;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fpatchable-function-entry
{
	depth = sig; // quiet: hidden-call
}

__attribute__((patchable_function_entry(0))) static void on_usr2(int sig)
{
	depth = sig; // quiet: instrumented
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	signal(SIGUSR2, on_usr2); // handler: on_usr2 SIGUSR2
	pause();
	return 0;
}
