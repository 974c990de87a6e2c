// An _Atomic record of 32 bytes is loaded and stored by libatomic, under a lock; a word is not.
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

struct state {
	long a, b, c, d;
};

_Atomic struct state shared;
struct state seen;
atomic_int word;

static void on_usr1(int sig)
{
	seen = shared; // finds: hidden-call of __atomic_load because _Atomic object without a lock-free form
	shared = seen; // finds: hidden-call of __atomic_store because _Atomic object without a lock-free form
	// finds: hidden-call of __atomic_exchange because _Atomic object without a lock-free form
	seen = atomic_exchange(&shared, seen);
	// finds: hidden-call of __atomic_compare_exchange because _Atomic object without a lock-free form
	atomic_compare_exchange_strong(&shared, &seen, seen);
	word = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
