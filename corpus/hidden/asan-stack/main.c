// A local whose address is taken lives on a fake stack under address checks.
#include <signal.h>
#include <unistd.h>

void look(int *value);
int *kept;

__attribute__((no_sanitize("address"), noinline)) void look(int *value)
{
	kept = value; // quiet: hidden-call
}

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=address
{ // finds: hidden-call of __asan_stack_malloc_2 because -fsanitize=address
	int values[20];
	// finds: hidden-call of __asan_report_store4 because -fsanitize=address [gcc]
	// finds: hidden-call of __asan_report_store4 because -fsanitize=address [clang-14 -O0]
	values[0] = sig;
	look(values);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
