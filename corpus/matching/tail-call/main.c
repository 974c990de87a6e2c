// The last call of a function is a jump at -O2: to another function of the program, to the library.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

__attribute__((noinline)) static int flush(FILE *file)
{
	return fflush(file); // finds: unsafe-call of fflush via on_usr1 > flush > fflush
}

static void on_usr1(int sig)
{
	(void)sig;
	write(2, ".", 1); // quiet: hidden-call
	flush(stdout); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
