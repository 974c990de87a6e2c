// A local array is filled from a constant: the initialiser is a copy of 600 bytes.
#include <signal.h>
#include <unistd.h>

static volatile long sum;

static void on_usr1(int sig)
{
	// finds: hidden-call of memcpy because initialisation [! clang -O2]
	long levels[75] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4, 3, 3, 8, 3, 2, 7, 9, 5, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
	long few[2] = {2, 7}; // quiet: hidden-call
	sum += levels[sig & 63] + few[sig & 1];
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
