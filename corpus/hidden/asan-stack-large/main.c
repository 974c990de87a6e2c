// A local of some kilobytes: its place on the fake stack is also given back by a call.
#include <signal.h>
#include <unistd.h>

void look(char *value);
char *kept;

__attribute__((no_sanitize("address"), noinline)) void look(char *value)
{
	kept = value; // quiet: hidden-call
}

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=address
// finds: hidden-call of __asan_set_shadow_f8 because -fsanitize=address [clang]
// finds: hidden-call of __asan_stack_free_7 because -fsanitize=address [gcc]
// finds: hidden-call of __asan_stack_malloc_7 because -fsanitize=address
{
	char text[4096]; // finds: hidden-call of __asan_set_shadow_00 because -fsanitize=address [clang]
	text[0] = (char)sig; // finds: hidden-call of __asan_report_store1 because -fsanitize=address [gcc]
	look(text);
// finds: hidden-call of __asan_set_shadow_00 because -fsanitize=address [clang]
// finds: hidden-call of __asan_set_shadow_f8 because -fsanitize=address [clang]
// finds: hidden-call of __asan_stack_free_7 because -fsanitize=address [clang]
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
