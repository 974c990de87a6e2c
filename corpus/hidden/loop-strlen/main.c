// A loop that counts the bytes of a text: gcc calls strlen.
#include <signal.h>
#include <unistd.h>

const char *text = "interrupted\n";

static void on_usr1(int sig)
{
	size_t length = 0;
	(void)sig;
	while (text[length]) // finds: hidden-call of strlen because length loop [gcc]
		length++;
	write(STDERR_FILENO, text, length);
	write(STDERR_FILENO, text, length > 5 ? 5 : length); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
