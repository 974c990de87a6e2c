// The operations of stdatomic.h on small types are instructions, not calls.
// finds nothing
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_int hits;
static atomic_flag busy = ATOMIC_FLAG_INIT;

static void on_usr1(int sig)
{
	if (atomic_flag_test_and_set(&busy)) // quiet: unknown-callee
		return;
	atomic_fetch_add(&hits, sig); // quiet: unknown-callee
	atomic_flag_clear(&busy);     // quiet: unknown-callee
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return atomic_load(&hits);
}
