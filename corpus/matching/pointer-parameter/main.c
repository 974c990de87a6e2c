// A function pointer that is handed over as a constant: in the clone for it the call is direct.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

__attribute__((noinline)) static void flush(int what)
{
	(void)what;
	fflush(stdout); // finds: unsafe-call of fflush via on_usr1 > each > flush > fflush
}

__attribute__((noinline)) static void each(void (*use)(int), int count)
{
	for (int i = 0; i < count; i++)
		use(i); // quiet: hidden-call
}

static void on_usr1(int sig)
{
	each(flush, sig); // quiet: hidden-call
	write(2, ".", 1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
