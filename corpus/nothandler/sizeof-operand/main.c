// The operand of sizeof and of typeof is not evaluated: these calls never happen.
// finds nothing
#include <signal.h>
#include <stdio.h>

void on_int(int sig);

void on_int(int sig)
{
	printf("interrupt %d\n", sig); // quiet: unsafe-call
}

int main(void)
{
	__typeof__(signal(SIGTERM, on_int)) disposition = SIG_DFL;

	return sizeof(signal(SIGINT, on_int)) == 1 || disposition != SIG_DFL;
}
