// Calls through a field, through a parameter and through a local, beside a direct one.
// finds nothing
#include <signal.h>
#include <unistd.h>

struct hooks {
	void (*enter)(unsigned n);
	void (*leave)(unsigned n);
};

static void put(unsigned n)
{
	write(STDERR_FILENO, &n, 1);
}

static void stop(unsigned n)
{
	_exit((int)n);
}

static void wake(unsigned n)
{
	kill(getppid(), (int)n);
}

static const struct hooks hooks = { .enter = put, .leave = stop };

static void each(unsigned count, void (*visit)(unsigned))
{
	while (count)
		visit(count--);
}

static void on_usr1(int sig)
{
	void (*last)(unsigned) = hooks.leave;

	hooks.enter((unsigned)sig);
	each(3, wake);
	last(0);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
