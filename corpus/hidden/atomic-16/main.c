// Atomics of 16 bytes: libatomic.
#include <signal.h>
#include <unistd.h>

__int128 shared, seen;
long word;

static void on_usr1(int sig)
{
	(void)sig;
	// finds: hidden-call of __atomic_load because _Atomic object without a lock-free form [clang-14]
	// finds: hidden-call of __atomic_load_16 because 16-byte atomic [!clang-14]
	seen = __atomic_load_n(&shared, __ATOMIC_SEQ_CST);
	word = __atomic_load_n(&word, __ATOMIC_SEQ_CST); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
