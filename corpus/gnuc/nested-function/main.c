// A function inside the handler, which clang cannot parse: what it does stays unseen.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	void put(char c) { write(STDERR_FILENO, &c, 1); } // gap: nested-function

	put((char)('0' + sig % 10));
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
