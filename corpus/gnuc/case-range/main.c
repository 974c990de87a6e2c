// The unsafe call stands under a range of cases.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_signal(int sig)
{
	switch (sig) {
	case 1 ... 15:
		printf("classic %d\n", sig); // finds: unsafe-call via on_signal > printf
		break;
	case 16 ... 31:
		write(STDERR_FILENO, "!", 1); // quiet: unsafe-call
		break;
	}
}

int main(void)
{
	signal(SIGUSR1, on_signal); // handler: on_signal SIGUSR1 unsafe
	pause();
	return 0;
}
