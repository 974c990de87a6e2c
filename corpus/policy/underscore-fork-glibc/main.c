// glibc's manual marks _Fork AS-Safe and fork AS-Unsafe.
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>

static void on_segv(int sig)
{
	if (_Fork() == 0) // quiet: unsafe-call
		_exit(sig);
	if (fork() == 0) // finds: unsafe-call via on_segv > fork
		_exit(sig);
}

int main(void)
{
	signal(SIGSEGV, on_segv); // handler: on_segv SIGSEGV unsafe
	pause();
	return 0;
}
