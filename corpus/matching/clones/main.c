// gcc makes clones with other names: of a function with a constant argument, with fewer parameters, of its cold part.
// Calls of a clone and calls in it are those of the function.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int limit, level;
volatile int sum;

struct range {
	int from, to;
};

__attribute__((noinline)) static void constant(int what, int how)
{
	sum += what * how;
	if (what > limit)
		write(how, "!", 1); // quiet: hidden-call
}

__attribute__((noinline)) static int fields(const struct range *range)
{
	write(2, ".", 1); // quiet: hidden-call
	return range->from;
}

__attribute__((cold, noinline)) static void complain(int what)
{
	fflush(stdout); // finds: unsafe-call of fflush via on_usr1 > partly > complain > fflush
	sum = what;
}

static void partly(int what)
{
	if (what < limit)
		return;
	sum += what;
	write(2, "a", 1);
	write(2, "b", (size_t)level);
	write(2, "c", (size_t)level);
	write(2, "d", (size_t)level);
	if (__builtin_expect(level > 3, 0))
		complain(what); // quiet: hidden-call
}

static void on_usr1(int sig)
{
	struct range range = {sig, limit};
	constant(sig, 7); // quiet: hidden-call
	constant(limit, 7); // quiet: hidden-call
	sum = fields(&range); // quiet: hidden-call
	partly(sig); // quiet: hidden-call
	partly(level);
	partly(limit);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
