// open with flags that only the run knows: __open_2 stands for open.
// finds nothing
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

int flags;
static volatile sig_atomic_t file;

static void on_usr1(int sig)
{
	(void)sig;
	file = open("/dev/null", flags); // quiet: hidden-call
	file = open("/dev/null", O_RDONLY); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
