// no_sanitize_coverage exempts with gcc, no_sanitize("coverage") with clang; gcc 12 ignores the second.
#include <signal.h>
#include <unistd.h>

int depth;

#ifdef __clang__
#define EXEMPT no_sanitize("coverage")
#else
#define EXEMPT no_sanitize_coverage
#endif

__attribute__((EXEMPT)) static void on_usr1(int sig)
{
	depth = sig; // quiet: hidden-call
}

// finds: instrumented of on_usr2 because -fsanitize-coverage [gcc]
__attribute__((no_sanitize("coverage"))) static void on_usr2(int sig)
{
	depth = sig; // finds: hidden-call of __sanitizer_cov_trace_pc because -fsanitize-coverage [gcc]
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	signal(SIGUSR2, on_usr2); // handler: on_usr2 SIGUSR2
	pause();
	return 0;
}
