// The helper's prototype stands inside the handler.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	extern void note(int);

	note(sig); // quiet: unknown-callee
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
