// Two functions call each other; only the second one prints.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void odd(int n);

static void even(int n)
{
	if (n > 0)
		odd(n - 1);
}

static void odd(int n)
{
	printf("odd %d\n", n); // finds: unsafe-call via on_usr1 > even > odd > printf
	if (n > 0)
		even(n - 1);
}

static void on_usr1(int sig)
{
	even(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
