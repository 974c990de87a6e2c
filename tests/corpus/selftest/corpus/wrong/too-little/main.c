// Less is annotated than there is.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

extern void vendor_log(int code);

static void on_int(int sig)
{
	printf("%d\n", sig);
	puts("again"); // quiet: unsafe-call
	__asm__ volatile("int $3"); // gap: inline-asm
	vendor_log(sig);
}

int main(void)
{
	signal(SIGINT, on_int);
	pause();
	return 0;
}
