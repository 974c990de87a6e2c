// A small structure is copied by assignment: no call in the source.
// finds nothing
#include <signal.h>
#include <unistd.h>

struct sample {
	long sig;
	long count;
};

static struct sample current;
static struct sample shown;

static void on_usr1(int sig)
{
	current.sig = sig;
	current.count++;
	shown = current; // quiet: unsafe-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return shown.count > 0;
}
