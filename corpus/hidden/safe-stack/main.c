// Locals whose address is taken live on a second stack, found through a thread-local pointer: no call.
#include <signal.h>
#include <unistd.h>

void look(char *value);
char *kept;

__attribute__((noinline)) void look(char *value)
{
	kept = value;
}

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=safe-stack
{
	char text[100];
	text[sig & 63] = 1;
	look(text); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
