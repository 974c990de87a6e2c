// The same checks with the minimal runtime.
#include <signal.h>
#include <unistd.h>

int sum;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=undefined
{
	sum = sum + sig; // finds: hidden-call of __ubsan_handle_add_overflow_minimal because -fsanitize-minimal-runtime
	sum = 2; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
