// disable_sanitizer_instrumentation leaves nothing; the unit still has its constructor, which no handler reaches.
// finds nothing
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

int depth;
atomic_int count;

__attribute__((disable_sanitizer_instrumentation)) static void on_usr1(int sig)
{
	depth = sig; // quiet: hidden-call
	atomic_fetch_add(&count, 1); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
