// Nothing overrides the weak default, so it is the one that runs.
// finds nothing
#include <signal.h>
#include <unistd.h>

void on_fault(int sig);

static void on_segv(int sig)
{
	on_fault(sig);
	_exit(1);
}

int main(void)
{
	signal(SIGSEGV, on_segv); // handler: on_segv SIGSEGV unsafe
	pause();
	return 0;
}
