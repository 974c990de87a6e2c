// Two policies at once: each has its say, also behind a stack check.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

// finds: splittable of note via on_int > note
__attribute__((noinline)) static void note(int sig)
{ // finds: hidden-call of __morestack because -fsplit-stack
	printf("%d", sig); // finds: unsafe-call via on_int > note > printf
}

__attribute__((no_split_stack)) static void on_int(int sig)
{
	note(sig);
}

__attribute__((no_split_stack)) static void on_term(int sig)
{
	write(2, "x", sig != 0); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGINT, on_int);	  // handler: on_int SIGINT unsafe
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	pause();
	return 0;
}
