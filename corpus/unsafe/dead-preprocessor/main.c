// Debug output is cut away by the preprocessor.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t seen;

static void on_usr1(int sig)
{
#if 0
	printf("never %d\n", sig); // quiet: unsafe-call
#endif
#ifdef TRACE
	fprintf(stderr, "trace %d\n", sig); // quiet: unsafe-call
#endif
	seen = sig;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return seen;
}
