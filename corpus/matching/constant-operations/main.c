// A constant table of functions: the pointer call becomes a direct one, which is still the call that was written.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct operations {
	void (*note)(int);
	void (*flush)(void);
};

__attribute__((noinline)) static void note(int sig)
{
	write(sig, ".", 1); // quiet: hidden-call
}

__attribute__((noinline)) static void flush(void)
{
	fflush(stdout); // finds: unsafe-call of fflush via on_usr1 > flush > fflush
}

static const struct operations operations = {.note = note, .flush = flush};

static void on_usr1(int sig)
{
	operations.note(sig); // quiet: hidden-call
	operations.flush(); // quiet: hidden-call
	write(2, ".", 1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
