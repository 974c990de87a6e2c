// Atomic counters on AArch64: each is a call of __aarch64_ldadd8_relax.
#include <signal.h>
#include <unistd.h>

int depth;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fprofile-arcs
{ // finds: hidden-call of __aarch64_ldadd8_relax because -fprofile-update=atomic
	depth = sig;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
