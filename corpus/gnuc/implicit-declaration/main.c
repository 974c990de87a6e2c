/* Nobody declares the helper, which gnu89 allows; another unit defines it. */
// finds nothing
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	note_signal(sig); // quiet: unknown-callee
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
