// The same with signal(): what it returned is put back.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	void (*old)(int) = signal(SIGINT, on_int); // handler: on_int SIGINT unsafe

	pause();
	if (old != SIG_ERR)
		signal(SIGINT, old);
	return 0;
}
