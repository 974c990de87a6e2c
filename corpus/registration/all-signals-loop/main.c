// A loop over every signal number: which signals, cannot be told from a row or a name.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_any(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_any > printf
}

int main(void)
{
	for (int i = 1; i < NSIG; i++)
		signal(i, on_any); // handler: on_any unknown unsafe
	pause();
	return 0;
}
