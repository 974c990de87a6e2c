// A macro that expands to a statement expression with a label of its own.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define RETRY(call)                  \
	({                           \
		__label__ again;     \
		long result;         \
	again:                       \
		result = (call);     \
		if (result < 0)      \
			goto again;  \
		result;              \
	})

static void on_usr1(int sig)
{
	RETRY(write(STDERR_FILENO, "!", 1)); // quiet: unsafe-call
	RETRY(printf("signal %d\n", sig));   // finds: unsafe-call via on_usr1 > printf
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
