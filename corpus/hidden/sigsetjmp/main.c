// sigsetjmp is a macro for __sigsetjmp: what a macro of the source calls is written.
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

sigjmp_buf here;
static volatile sig_atomic_t again;

static void on_usr1(int sig)
{
	(void)sig;
	again = sigsetjmp(here, 1); // finds: unsafe-call of __sigsetjmp
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
