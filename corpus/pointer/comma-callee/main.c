// The callee is the right side of a comma.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t count;

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static void on_usr1(int sig)
{
	(count += sig, loud)("caught"); // quiet: unresolved-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
