// A crash handler prints its stack; the first backtrace loads a library, which allocates.
#include <execinfo.h>
#include <signal.h>
#include <unistd.h>

static void *frames[32];

static void on_segv(int sig)
{
	int depth = backtrace(frames, 32); // finds: unsafe-call via on_segv > backtrace

	(void)sig;
	_exit(depth);
}

int main(void)
{
	signal(SIGSEGV, on_segv); // handler: on_segv SIGSEGV unsafe
	pause();
	return 0;
}
