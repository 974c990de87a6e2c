// Recursion that becomes a loop, and recursion that stays.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int values[10];
volatile int sum;

__attribute__((noinline)) static void down(int depth)
{
	if (depth > 0) {
		sum += depth;
		down(depth - 1); // quiet: hidden-call
	} else {
		fflush(stdout); // finds: unsafe-call of fflush via on_usr1 > down > fflush
	}
}

__attribute__((noinline)) static int tree(int at)
{
	if (at > 9)
		return 0;
	int left = tree(2 * at + 1); // quiet: hidden-call
	write(2, ".", 1); // quiet: hidden-call
	return left + values[at] * tree(2 * at + 2); // quiet: hidden-call
}

static void on_usr1(int sig)
{
	down(sig); // quiet: hidden-call
	sum = tree(sig); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
