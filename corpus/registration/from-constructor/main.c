// A constructor registers before main runs, and nobody calls it.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_segv(int sig)
{
	printf("crash %d\n", sig); // finds: unsafe-call via on_segv > printf
	_exit(1);
}

__attribute__((constructor)) static void arm(void)
{
	signal(SIGSEGV, on_segv); // handler: on_segv SIGSEGV unsafe
}

int main(void)
{
	pause();
	return 0;
}
