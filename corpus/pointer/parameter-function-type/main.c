// The same with a parameter of function type, which is a pointer in disguise, handed on once more.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void show(unsigned value)
{
	printf("%u\n", value); // finds: unsafe-call via on_usr1 > each > once > show > printf
}

static void once(unsigned value, void visit(unsigned))
{
	visit(value);
}

static void each(unsigned count, void visit(unsigned))
{
	while (count)
		once(--count, visit);
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
