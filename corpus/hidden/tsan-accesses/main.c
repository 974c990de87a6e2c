// Race detection: every function and every access calls its runtime.
#include <signal.h>
#include <unistd.h>

int depth;

// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -O2]
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O0]
// finds: instrumented of on_usr1 because -fsanitize=thread
static void on_usr1(int sig)
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [gcc]
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -O0]
{
	// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O2]
	// finds: hidden-call of __tsan_func_exit because -fsanitize=thread [gcc -O0]
	// finds: hidden-call of __tsan_write4 because -fsanitize=thread
	depth = sig;
	(void)sig; // quiet: hidden-call
} // finds: hidden-call of __tsan_func_exit because -fsanitize=thread [! gcc -O0]

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
