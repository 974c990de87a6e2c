// memcmp() == 0 becomes bcmp: the source makes the call, under another name.
// finds nothing
#include <signal.h>
#include <string.h>
#include <unistd.h>

char left[400], right[400];
static volatile sig_atomic_t equal;

static void on_usr1(int sig)
{
	(void)sig;
	equal = memcmp(left, right, sizeof left) == 0; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
