// A hash check in place before every pointer call: no symbol, a trap.
#include <signal.h>
#include <unistd.h>

static void note(int sig)
{
	(void)sig;
	write(2, "!", 1);
}

void (*volatile hook)(int) = note;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=kcfi
{
	hook(sig); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
