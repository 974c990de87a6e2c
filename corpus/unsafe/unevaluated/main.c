// Operands of sizeof, typeof and the choice of _Generic have a type but never run.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t width;

int noisy(void);

int noisy(void)
{
	return printf("noisy %d\n", getpid()); // quiet: unsafe-call
}

static void on_usr1(int sig)
{
	__typeof__(noisy()) total = sig;		  // quiet: unsafe-call
	total += (int)sizeof(noisy());			  // quiet: unsafe-call
	total += _Generic(noisy(), int: 1, default: 2);	  // quiet: unsafe-call
	total += (int)sizeof(printf("%d", getpid()));	  // quiet: unsafe-call
	width = total;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return width;
}
