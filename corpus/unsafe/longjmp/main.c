// The same with longjmp, through a helper.
// finds nothing
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

static jmp_buf recovery;

static void recover(int code)
{
	longjmp(recovery, code); // quiet: unsafe-call
}

static void on_fpe(int sig)
{
	recover(sig);
}

int main(void)
{
	signal(SIGFPE, on_fpe); // handler: on_fpe SIGFPE clean
	if (setjmp(recovery) == 0)
		raise(SIGFPE);
	return 0;
}
