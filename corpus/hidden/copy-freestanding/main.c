// Neither -ffreestanding nor -fno-builtin keeps clang from calling memcpy and memset.
#include <signal.h>
#include <unistd.h>

struct sample {
	unsigned long stack[512];
};

struct sample current, saved;

static void on_usr1(int sig)
{
	(void)sig;
	saved = current; // finds: hidden-call of memcpy because struct copy
	current.stack[0] = 1; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
