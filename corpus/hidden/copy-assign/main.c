// A record of 4120 bytes is assigned in the handler: clang, and gcc for AArch64, copy it by calling memcpy.
#include <signal.h>
#include <unistd.h>

struct sample {
	unsigned long stack[512];
	long tag[3];
};

struct pair {
	long a, b;
};

struct sample current, saved;
struct pair small, kept;

static void on_usr1(int sig)
{
	(void)sig;
	saved = current; // finds: hidden-call of memcpy because struct copy [!gcc-12]
	kept = small; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return saved.tag[0] + kept.a > 0;
}
