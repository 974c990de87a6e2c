// fork is on the list of POSIX.1-2017; no pthread_atfork adds to it here.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void on_segv(int sig)
{
	if (fork() == 0) // quiet: unsafe-call
		execl("/bin/true", "true", (char *)NULL); // quiet: unsafe-call
	_exit(sig);
}

int main(void)
{
	signal(SIGSEGV, on_segv); // handler: on_segv SIGSEGV clean
	pause();
	return 0;
}
