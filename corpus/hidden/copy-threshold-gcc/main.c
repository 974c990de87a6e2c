// gcc on x86-64 copies 4000 bytes in place, and a million by calling memcpy.
#include <signal.h>
#include <unistd.h>

struct fits {
	char bytes[4000];
};

struct huge {
	char bytes[1 << 20];
};

struct fits fits[2];
struct huge huge[2];

static void on_usr1(int sig)
{
	(void)sig;
	fits[0] = fits[1]; // quiet: hidden-call
	huge[0] = huge[1]; // finds: hidden-call of memcpy because struct copy
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
