// The handler of the right program reaches the right one's.
#include <signal.h>
#include <unistd.h>

void usage(void);

static void on_usr2(int sig)
{
	(void)sig;
	usage();
	_exit(1); // finds: lazy-binding
}

int main(void)
{
	signal(SIGUSR2, on_usr2); // handler: on_usr2 SIGUSR2 unsafe
	pause();
	return 0;
}
