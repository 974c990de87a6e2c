// A written memcpy of 4 bytes becomes a move; it does not excuse the memcpy of the struct copy on the same line.
#include <signal.h>
#include <string.h>
#include <unistd.h>

struct sample {
	char bytes[4120];
};

struct sample saved, current;
int left, right;
size_t length;

static void on_usr1(int sig)
{
	(void)sig;
	memcpy(&left, &right, sizeof left); saved = current; // finds: hidden-call of memcpy because struct copy [clang]
	memcpy(&saved, &current, length); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
