// Coverage by a callback at every block.
#include <signal.h>
#include <unistd.h>

int depth;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize-coverage
{ // finds: hidden-call of __sanitizer_cov_trace_pc because -fsanitize-coverage [clang]
	depth = sig; // finds: hidden-call of __sanitizer_cov_trace_pc because -fsanitize-coverage [gcc]
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
