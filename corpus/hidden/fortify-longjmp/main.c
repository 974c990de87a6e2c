// siglongjmp is emitted as __longjmp_chk: one finding, by the name in the source.
// finds nothing
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

sigjmp_buf back;

static void on_usr1(int sig)
{
	siglongjmp(back, sig); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	if (sigsetjmp(back, 1) == 0)
		pause();
	return 0;
}
