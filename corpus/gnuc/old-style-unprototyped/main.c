// The helper is declared without its parameters; its definition in another unit has them.
// finds nothing
#include <signal.h>
#include <unistd.h>

int note();

static void on_usr1(int sig)
{
	note(sig, "caught"); // quiet: unknown-callee
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
