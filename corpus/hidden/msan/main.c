// Checks for uninitialised memory: copies and branches.
#include <signal.h>
#include <unistd.h>

struct sample {
	char bytes[600];
};

struct sample saved, current;
int *where;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=memory
{ // finds: hidden-call of memset because -fsanitize=memory [-O0]
	saved = current; // finds: hidden-call of __msan_memcpy because -fsanitize=memory
	// finds: hidden-call of __msan_warning_noreturn because -fsanitize=memory [clang-19 -O0]
	// finds: hidden-call of __msan_warning_with_origin_noreturn because -fsanitize=memory [clang-14 -O0]
	if (*where)
		(void)sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
