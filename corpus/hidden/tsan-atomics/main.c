// Atomics under race detection are calls.
#include <signal.h>
#include <unistd.h>

int count;
long total;

// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -O2]
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O0]
// finds: instrumented of on_usr1 because -fsanitize=thread
static void on_usr1(int sig)
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [gcc]
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -O0]
{
	// finds: hidden-call of __tsan_atomic32_fetch_add because -fsanitize=thread
	// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O2]
	__atomic_fetch_add(&count, sig, __ATOMIC_RELAXED);
	// finds: hidden-call of __tsan_atomic64_fetch_add because -fsanitize=thread
	// finds: hidden-call of __tsan_func_exit because -fsanitize=thread [gcc -O0]
	__sync_fetch_and_add(&total, 1);
	(void)sig; // quiet: hidden-call
} // finds: hidden-call of __tsan_func_exit because -fsanitize=thread [! gcc -O0]

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
