// Two functions with the same code are made one by gcc: calls of the one become calls of the other.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int level;

__attribute__((noinline)) static void first(int what)
{
	level = what;
	fflush(stdout); // finds: unsafe-call of fflush
	write(2, "same", 4);
}

__attribute__((noinline)) static void second(int what)
{
	level = what;
	fflush(stdout); // finds: unsafe-call of fflush [! gcc -O2 !-fno-ipa-icf]
	write(2, "same", 4);
}

static void on_usr1(int sig)
{
	first(sig); // quiet: hidden-call
	second(sig); // quiet: hidden-call
	write(2, ".", 1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
