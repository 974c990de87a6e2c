// The handler passes through a local variable on its way to signal().
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_quit(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_quit > printf
}

int main(void)
{
	void (*handler)(int) = on_quit;

	signal(SIGQUIT, handler); // handler: on_quit SIGQUIT unsafe
	pause();
	return 0;
}
