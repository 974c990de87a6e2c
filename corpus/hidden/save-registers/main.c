// -mcall-ms2sysv-xlogues: a function of the other calling convention saves its registers by a call.
#include <signal.h>
#include <unistd.h>

static volatile long sum;

__attribute__((noinline)) static void plain(long value)
{
	sum += value;
}

__attribute__((ms_abi, noinline)) static void foreign(long value)
// finds: hidden-call of __sse_savms64_12 because -mcall-ms2sysv-xlogues [-O2]
// finds: hidden-call of __sse_savms64f_12 because -mcall-ms2sysv-xlogues [-O0]
{
	plain(value);
	plain(sum);
// finds: hidden-call of __sse_resms64fx_12 because -mcall-ms2sysv-xlogues [-O0]
// finds: hidden-call of __sse_resms64x_12 because -mcall-ms2sysv-xlogues [-O2]
}

static void on_usr1(int sig)
{
	foreign(sig);
	plain(sig); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
