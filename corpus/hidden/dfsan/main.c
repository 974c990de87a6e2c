// Taint tracking renames every function: note.dfsan is note.
// finds nothing
#include <signal.h>
#include <unistd.h>

__attribute__((noinline)) static void note(int sig)
{
	(void)sig;
	write(2, "!", 1);
}

static void on_usr1(int sig)
{
	note(sig); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
