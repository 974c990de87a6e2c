// __builtin_choose_expr takes one branch while compiling: the other function is no handler.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

void on_small(int sig);
void on_large(int sig);

void on_small(int sig)
{
	printf("small %d\n", sig); // quiet: unsafe-call
}

void on_large(int sig)
{
	printf("large %d\n", sig); // finds: unsafe-call via on_large > printf
}

int main(void)
{
	// handler: on_large SIGUSR2 unsafe
	signal(SIGUSR2, __builtin_choose_expr(sizeof(void *) < 4, on_small, on_large));
	pause();
	return 0;
}
