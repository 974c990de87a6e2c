// Clones for several processors: which one runs is decided by a resolver when the program is linked at run time.
// finds nothing
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t sum;

__attribute__((target_clones("avx2", "default"))) int work(int value)
{
	return value * 3;
}

static void on_usr1(int sig)
{
	sum = work(sig); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
