// Return addresses are kept a second time, through x18: no symbol.
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=shadow-call-stack
{
	write(2, ".", 1);
	write(2, ".", (size_t)sig); // quiet: hidden-call
	sig = 0;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
