// The handler is written through a pointer to the variable that is registered.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void choose(void (**out)(int))
{
	*out = on_int;
}

int main(void)
{
	void (*handler)(int) = SIG_DFL;

	choose(&handler);
	signal(SIGINT, handler); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
