// POSIX.1-2024 took fork from the list.
#include <signal.h>
#include <unistd.h>

static void on_segv(int sig)
{
	if (fork() == 0) // finds: unsafe-call via on_segv > fork
		execl("/bin/true", "true", (char *)NULL); // quiet: unsafe-call
	_exit(sig);
}

int main(void)
{
	signal(SIGSEGV, on_segv); // handler: on_segv SIGSEGV unsafe
	pause();
	return 0;
}
