// The handler of a profiler is kept free of race detection; its copy helper is not, and is not inlined because of that.
#include <signal.h>
#include <unistd.h>

enum { DEPTH = 64 };

struct sample {
	unsigned long frames[DEPTH];
};

struct sample current, saved;

// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [-O2 !clang-19]
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O0]
// finds: instrumented of copy_frames because -fsanitize=thread
static void copy_frames(unsigned long *to, const unsigned long *from)
{ // finds: hidden-call of __tsan_func_entry because -fsanitize=thread [-O0 !clang-19]
	for (int i = 0; i < DEPTH; i++) // finds: hidden-call of __tsan_func_exit because -fsanitize=thread [gcc -O0]
		// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O2]
		// finds: hidden-call of __tsan_memcpy because -fsanitize=thread [clang-19 -O2]
		// finds: hidden-call of __tsan_read8 because -fsanitize=thread [! clang -O2]
		// finds: hidden-call of __tsan_write8 because -fsanitize=thread [! clang -O2]
		// finds: hidden-call of memcpy because copy loop [clang-14 -O2]
		to[i] = from[i];
} // finds: hidden-call of __tsan_func_exit because -fsanitize=thread [! gcc -O0]

static inline __attribute__((always_inline)) void copy_inlined(unsigned long *to, const unsigned long *from)
{
	to[0] = from[1]; // quiet: hidden-call
}

// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -O2]
// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O0]
// finds: instrumented of on_prof because -fsanitize=thread [clang]
__attribute__((no_sanitize("thread"))) static void on_prof(int sig)
{ // finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -O0]
	(void)sig;
	// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -O2]
	copy_frames(saved.frames, current.frames);
	copy_inlined(saved.frames, current.frames);
} // finds: hidden-call of __tsan_func_exit because -fsanitize=thread [clang]

int main(void)
{
	signal(SIGPROF, on_prof); // handler: on_prof SIGPROF unsafe
	pause();
	return 0;
}
