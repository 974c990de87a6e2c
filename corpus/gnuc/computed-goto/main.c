// The handler jumps through a table of labels; every label may be reached.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_signal(int sig)
{
	static void *const steps[] = { &&done, &&report };

	goto *steps[sig == SIGUSR1];
report:
	printf("signal %d\n", sig); // finds: unsafe-call via on_signal > printf
done:
	write(STDERR_FILENO, "!", 1); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGUSR1, on_signal); // handler: on_signal SIGUSR1 unsafe
	pause();
	return 0;
}
