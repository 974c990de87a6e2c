// Atomic operations on AArch64 are calls of helpers that choose the instruction; a relaxed load is none.
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

atomic_long count, other;
long expected;

static void on_usr1(int sig)
{
	// finds: hidden-call of __aarch64_ldadd8_acq_rel because outline atomics [!-mno-outline-atomics]
	atomic_fetch_add(&count, sig);
	// finds: hidden-call of __aarch64_cas8_acq_rel because outline atomics [!-mno-outline-atomics]
	atomic_compare_exchange_strong(&other, &expected, sig);
	// finds: hidden-call of __aarch64_swp8_acq_rel because outline atomics [!-mno-outline-atomics]
	atomic_exchange(&count, sig);
	// finds: hidden-call of __aarch64_ldclr8_acq_rel because outline atomics [!-mno-outline-atomics]
	atomic_fetch_and(&count, sig);
	// finds: hidden-call of __aarch64_ldset8_acq_rel because outline atomics [!-mno-outline-atomics]
	atomic_fetch_or(&count, sig);
	// finds: hidden-call of __aarch64_ldeor8_acq_rel because outline atomics [!-mno-outline-atomics]
	atomic_fetch_xor(&count, sig);
	// finds: hidden-call of __aarch64_ldadd8_acq_rel because outline atomics [clang]
	// finds: hidden-call of __aarch64_ldadd8_sync because outline atomics [gcc !-mno-outline-atomics]
	__sync_fetch_and_add(&expected, sig);
	expected = atomic_load_explicit(&count, memory_order_relaxed); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
