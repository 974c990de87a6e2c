// no_sanitize("memory") keeps __msan_memcpy; disable_sanitizer_instrumentation leaves memcpy.
#include <signal.h>
#include <unistd.h>

struct sample {
	char bytes[600];
};

struct sample saved, current;

// finds: instrumented of on_usr1 because -fsanitize=memory
__attribute__((no_sanitize("memory"))) static void on_usr1(int sig)
{ // finds: hidden-call of memset because -fsanitize=memory [-O0]
	(void)sig; // quiet: hidden-call
	saved = current; // finds: hidden-call of __msan_memcpy because -fsanitize=memory
}

__attribute__((disable_sanitizer_instrumentation)) static void on_usr2(int sig)
{
	(void)sig; // quiet: hidden-call
	saved = current; // finds: hidden-call of memcpy because struct copy
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	signal(SIGUSR2, on_usr2); // handler: on_usr2 SIGUSR2
	pause();
	return 0;
}
