// Both families of atomic builtins on words are instructions.
// finds nothing
#include <signal.h>
#include <unistd.h>

static int hits;
static int last;
static int busy;

static void on_usr1(int sig)
{
	// quiet: unsafe-call
	// quiet: unknown-callee
	if (__sync_lock_test_and_set(&busy, 1))
		return;
	__sync_fetch_and_add(&hits, 1);		      // quiet: unknown-callee
	__sync_synchronize();			      // quiet: unknown-callee
	__atomic_store_n(&last, sig, __ATOMIC_SEQ_CST); // quiet: unknown-callee
	__atomic_add_fetch(&hits, 1, __ATOMIC_RELAXED); // quiet: unknown-callee
	if (__sync_bool_compare_and_swap(&last, sig, 0)) // quiet: unknown-callee
		__atomic_thread_fence(__ATOMIC_ACQUIRE); // quiet: unknown-callee
	__sync_lock_release(&busy);		      // quiet: unknown-callee
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return hits > 0;
}
