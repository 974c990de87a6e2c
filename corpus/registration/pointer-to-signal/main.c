// signal() itself is called through a pointer.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	typeof(signal) *reg = signal;

	reg(SIGINT, on_int); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
