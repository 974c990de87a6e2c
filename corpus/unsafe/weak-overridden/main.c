// The library's weak default prints, but the program brings its own function: the linker takes that one.
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
	signal(SIGSEGV, on_segv); // handler: on_segv SIGSEGV clean
	pause();
	return 0;
}
