// Zeroing of 4096 bytes under sanitizers: their own memset, where they have one.
#include <signal.h>
#include <unistd.h>

struct page {
	unsigned char bytes[4096];
};

struct page page;
int word;

// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-14 -fsanitize=thread]
// finds: instrumented of on_usr1 because -fsanitize=address [-fsanitize=address]
// finds: instrumented of on_usr1 because -fsanitize=memory [-fsanitize=memory]
// finds: instrumented of on_usr1 because -fsanitize=thread [-fsanitize=thread]
static void on_usr1(int sig)
{
	(void)sig;
	// finds: hidden-call of __asan_memset because -fsanitize=address [-fsanitize=address]
	// finds: hidden-call of __msan_memset because -fsanitize=memory [-fsanitize=memory]
	// finds: hidden-call of __tsan_func_entry because -fsanitize=thread [clang-19 -fsanitize=thread]
	// finds: hidden-call of __tsan_memset because -fsanitize=thread [clang-19 -fsanitize=thread]
	// finds: hidden-call of memset because zeroing [clang-14 -fsanitize=thread]
	page = (struct page){0};
	// finds: hidden-call of __tsan_write4 because -fsanitize=thread [-fsanitize=thread]
	word = 0; // quiet: hidden-call of memset
} // finds: hidden-call of __tsan_func_exit because -fsanitize=thread [-fsanitize=thread]

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
