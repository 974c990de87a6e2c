// A copy of 32 bytes under race detection: ranges with gcc, __tsan_memcpy or an intercepted memcpy with clang.
#include <signal.h>
#include <unistd.h>

struct sample {
	long frames[4];
};

struct sample saved, current;

// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -O2]
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O0]
// finds: instrumented of on_usr1 because -fsanitize=thread
static void on_usr1(int sig)
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [gcc]
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -O0]
{
	// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O2]
	// finds: hidden-call of __tsan_func_exit because -fsanitize=thread [gcc -O0]
	// finds: hidden-call of __tsan_memcpy because -fsanitize=thread [clang-19]
	// finds: hidden-call of __tsan_read_range because -fsanitize=thread [gcc]
	// finds: hidden-call of __tsan_write_range because -fsanitize=thread [gcc]
	// finds: hidden-call of memcpy because struct copy [clang-14]
	saved = current;
	(void)sig; // quiet: hidden-call
} // finds: hidden-call of __tsan_func_exit because -fsanitize=thread [! gcc -O0]

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
