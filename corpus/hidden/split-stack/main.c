// Split stacks: the prologue may move the stack elsewhere. The attribute keeps a function whole.
#include <signal.h>
#include <unistd.h>

// finds: hidden-call of __morestack because -fsplit-stack [clang -O2]
// finds: splittable of note because -fsplit-stack
__attribute__((noinline)) static void note(int sig)
{ // finds: hidden-call of __morestack because -fsplit-stack [! clang -O2]
	write(2, ".", (size_t)sig);
	write(2, ".", 1);
}

__attribute__((no_split_stack)) static void on_usr1(int sig)
{
	(void)sig; // quiet: splittable
	note(1);
	note(2);
}

// finds: hidden-call of __morestack because -fsplit-stack [clang -O2]
// finds: splittable of on_usr2 because -fsplit-stack
static void on_usr2(int sig)
{ // finds: hidden-call of __morestack because -fsplit-stack [! clang -O2]
	write(2, ".", 1);
	write(2, ".", (size_t)sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	signal(SIGUSR2, on_usr2); // handler: on_usr2 SIGUSR2
	pause();
	return 0;
}
