// A call inside a statement expression, and one in the expression's own declaration.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t total;

static void on_usr1(int sig)
{
	total = ({
		int extra = rand(); // finds: unsafe-call via on_usr1 > rand

		printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > printf
		extra + sig;
	});
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
