// A shell's habit: the handler only when interactive, else SIG_IGN.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupted by %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	int interactive = isatty(STDIN_FILENO);

	signal(SIGINT, interactive ? on_int : SIG_IGN); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
