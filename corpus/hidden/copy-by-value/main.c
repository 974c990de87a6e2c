// A record of 1200 bytes is passed by value to a function of the handler.
#include <signal.h>
#include <unistd.h>

struct sample {
	long stack[150];
};

struct pair {
	long a, b;
};

struct sample current;
struct pair small;
static volatile long sum;

__attribute__((noinline)) static void take(struct sample sample)
{
	sum += sample.stack[sum & 127];
}

__attribute__((noinline)) static void take_small(struct pair pair)
{
	sum += pair.a - pair.b;
}

static void on_usr1(int sig)
{
	(void)sig;
	take(current); // finds: hidden-call of memcpy because struct copy [aarch64]
	take_small(small); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
