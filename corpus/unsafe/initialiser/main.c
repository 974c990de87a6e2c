// Calls in the initialisers of locals, an aggregate among them.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct sample {
	int sig;
	long value;
};

static volatile sig_atomic_t seen;

static void on_usr1(int sig)
{
	char *home = getenv("HOME");		       // finds: unsafe-call via on_usr1 > getenv
	struct sample s = { .sig = sig, .value = rand() }; // finds: unsafe-call via on_usr1 > rand

	seen = home && s.value > 0;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return seen;
}
