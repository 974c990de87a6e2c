// Stars and ampersands before a function's name change nothing.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void starred(int n)
{
	printf("starred %d\n", n); // finds: unsafe-call via on_usr1 > starred > printf
}

static void twice_starred(int n)
{
	printf("twice %d\n", n); // finds: unsafe-call via on_usr1 > twice_starred > printf
}

static void addressed(int n)
{
	printf("addressed %d\n", n); // finds: unsafe-call via on_usr1 > addressed > printf
}

static void bracketed(int n)
{
	printf("bracketed %d\n", n); // finds: unsafe-call via on_usr1 > bracketed > printf
}

static void pointed(int n)
{
	printf("pointed %d\n", n); // finds: unsafe-call via on_usr1 > pointed > printf
}

static void on_usr1(int sig)
{
	void (*pointer)(int) = &pointed;

	(*starred)(sig);
	(**twice_starred)(sig);
	(&addressed)(sig);
	(bracketed)(sig);
	(**pointer)(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
