// The length of a local array is the result of a call, which runs.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static size_t length_of(int value)
{
	return (size_t)snprintf(NULL, 0, "%d", value); // finds: unsafe-call via on_usr1 > length_of > snprintf
}

static void on_usr1(int sig)
{
	char text[length_of(sig) + 1];

	memset(text, '.', sizeof(text)); // quiet: unsafe-call
	write(STDERR_FILENO, text, sizeof(text));
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
