// A visitor is passed as an argument and called by the function that receives it.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void show(unsigned value)
{
	printf("%u\n", value); // finds: unsafe-call via on_usr1 > each > show > printf
}

static void each(unsigned count, void (*visit)(unsigned))
{
	for (unsigned i = 0; i < count; i++)
		visit(i);
}

static void on_usr1(int sig)
{
	each((unsigned)sig, show);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
