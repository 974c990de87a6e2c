// Two programs in one build, each with a usage(): the handler of the left one reaches the left one's.
#include <signal.h>
#include <unistd.h>

void usage(void);

static void on_usr1(int sig)
{
	(void)sig;
	usage(); // quiet: unsafe-call
	_exit(1); // finds: lazy-binding
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
