// Checks that end the program when they fail.
#include <signal.h>
#include <unistd.h>

int sum, other;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=undefined
{
	// finds: hidden-call of __ubsan_handle_add_overflow_abort because -fsanitize=undefined [!-fsanitize-minimal-runtime]
	// finds: hidden-call of __ubsan_handle_add_overflow_minimal_abort because -fsanitize-minimal-runtime [-fsanitize-minimal-runtime]
	sum = sum + sig;
	other = 2; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
