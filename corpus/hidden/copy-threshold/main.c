// clang at -O2 moves 128 bytes in place and calls memcpy for 129.
#include <signal.h>
#include <unistd.h>

struct fits {
	char bytes[128];
};

struct too_big {
	char bytes[129];
};

struct fits fits[2];
struct too_big too_big[2];

static void on_usr1(int sig)
{
	(void)sig;
	fits[0] = fits[1]; // quiet: hidden-call
	too_big[0] = too_big[1]; // finds: hidden-call of memcpy because struct copy
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
