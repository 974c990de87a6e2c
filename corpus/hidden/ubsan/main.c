// Checks for undefined behaviour report, with locks and stdio, when they fail.
#include <signal.h>
#include <unistd.h>

int values[10];
int sum;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=undefined
{
	sum = sum + sig; // finds: hidden-call of __ubsan_handle_add_overflow because -fsanitize=undefined
	// finds: hidden-call of __ubsan_handle_out_of_bounds because -fsanitize=undefined
	// finds: hidden-call of __ubsan_handle_pointer_overflow because -fsanitize=undefined
	// finds: hidden-call of __ubsan_handle_type_mismatch_v1 because -fsanitize=undefined [! clang -O2]
	values[sig] = 1;
	sum = 2; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
