// An array of variable length under split stacks: gcc calls the allocator of stack space even where the stack is whole.
#include <signal.h>
#include <unistd.h>

void look(char *value);
char *kept;

__attribute__((no_split_stack, noinline)) void look(char *value)
{
	kept = value;
}

__attribute__((no_split_stack)) static void on_usr1(int sig)
{
	char text[sig]; // finds: hidden-call of __morestack_allocate_stack_space because -fsplit-stack [gcc]
	look(text);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
