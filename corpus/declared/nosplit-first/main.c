// Under nosplit, the first function that checks the stack is found on every chain, and nothing behind it; what a function does
// besides is no matter.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

__attribute__((noinline)) static void deep(void)
{ // quiet: splittable
	write(2, ".", 1);
}

// finds: splittable of shallow via on_int > shallow
__attribute__((noinline)) static void shallow(void)
{
	deep();
}

// finds: splittable of other via on_int > between > other
__attribute__((noinline)) static void other(void)
{
	deep();
}

__attribute__((noinline, no_split_stack)) static void between(void)
{
	other();
}

__attribute__((no_split_stack)) static void on_int(int sig)
{
	printf("%d", sig); // quiet: unsafe-call
	shallow();
	between();
}

__attribute__((no_split_stack)) static void on_term(int sig)
{
	printf("%d", sig); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGINT, on_int);	  // handler: on_int SIGINT unsafe
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	pause();
	return 0;
}
