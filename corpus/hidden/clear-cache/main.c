// The builtin for the instruction cache is a call on AArch64: the source wrote it.
// finds nothing
#include <signal.h>
#include <unistd.h>

char code[64];

static void on_usr1(int sig)
{
	(void)sig;
	__builtin___clear_cache(code, code + sizeof code); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
