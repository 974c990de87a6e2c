// Probes of a big frame are a loop in place: nothing is called.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	char text[40000]; // quiet: hidden-call
	text[sig] = '.';
	write(2, text, 32);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
