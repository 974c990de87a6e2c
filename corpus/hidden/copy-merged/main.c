// Two copies through a local record: clang makes one memmove of them at -O2.
#include <signal.h>
#include <unistd.h>

struct sample {
	char bytes[600];
};

struct sample *saved, *current;

static void on_usr1(int sig)
{
	(void)sig;
	struct sample both = *current; // finds: hidden-call of memcpy because struct copy [-O0]
	// finds: hidden-call of memcpy because struct copy [-O0]
	// finds: hidden-call of memmove because struct copy [-O2]
	*saved = both;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
