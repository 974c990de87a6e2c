// Elements of a ring are moved up one by one; the compiler makes one memmove of the loop. It is the loop that is the cause,
// not the struct copy in it.
#include <signal.h>
#include <unistd.h>

struct cut {
	char *text;
	long length;
	long flags;
};

static struct cut ring[40];

static void on_usr1(int sig)
{
	int n;
	for (n = 35; n > 27; n--)
		ring[n] = ring[n - 1]; // finds: hidden-call of memmove because shifting loop [-O2]
	ring[27].flags = sig;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return (int)ring[30].flags;
}
