// A return through a thunk is a return.
// finds nothing
#include <signal.h>
#include <unistd.h>

__attribute__((noinline)) static void note(void)
{
	write(2, "!", 1);
}

static void on_usr1(int sig)
{
	(void)sig;
	note(); // quiet: hidden-call
	write(2, ".", 1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
