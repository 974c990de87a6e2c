// no_sanitize("thread"): with gcc nothing is left, clang keeps the calls of entry and exit and those for atomics.
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

int depth;
atomic_int count;

// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -O2]
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O0]
// finds: instrumented of on_usr1 because -fsanitize=thread [clang]
__attribute__((no_sanitize("thread"))) static void on_usr1(int sig)
{ // finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -O0]
	// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O2]
	depth = sig; // quiet: hidden-call
	atomic_fetch_add(&count, 1); // finds: hidden-call of __tsan_atomic32_fetch_add because -fsanitize=thread [clang]
} // finds: hidden-call of __tsan_func_exit because -fsanitize=thread [clang]

int main(void)
{
	// handler: on_usr1 SIGUSR1 clean [gcc]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe [clang]
	pause();
	return 0;
}
