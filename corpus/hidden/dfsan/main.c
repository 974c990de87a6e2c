// Taint tracking renames every function: note.dfsan is note.
#include <signal.h>
#include <unistd.h>

__attribute__((noinline)) static void note(int sig) // finds: instrumented of note because -fsanitize=dataflow
{
	(void)sig;
	write(2, "!", 1);
}

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=dataflow [-O0]
{
	note(sig); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
