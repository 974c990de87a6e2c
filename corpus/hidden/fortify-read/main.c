// read and poll with a length that only the run knows: gcc calls __read_chk and __poll_chk, which are read and poll.
// finds nothing
#include <poll.h>
#include <signal.h>
#include <unistd.h>

char text[64];
struct pollfd polls[4];
size_t length;
int input;

static void on_usr1(int sig)
{
	(void)sig;
	if (poll(polls, length, 0) > 0) // quiet: hidden-call
		length = (size_t)read(input, text, length); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
