// The cleanup attribute calls a function at the end of the scope that no expression names.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void report_scope(int *value)
{
	fprintf(stderr, "left with %d\n", *value); // finds: unsafe-call via on_usr1 > report_scope > fprintf
}

static void on_usr1(int sig)
{
	__attribute__((cleanup(report_scope))) int scope = sig;

	scope++;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
