// The callee is a hook or else the default, written with the middle left out.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void soft(const char *text)
{
	write(STDERR_FILENO, text, 1); // quiet: unsafe-call
}

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static void (*hook)(const char *text);

static void on_usr1(int sig)
{
	(void)sig;
	(hook ?: loud)("caught"); // quiet: unresolved-call
}

int main(void)
{
	hook = soft;
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
