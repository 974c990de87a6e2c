// Calls made by macros: by their bodies, by their arguments, by names pasted together and by a function that one defines.
// finds nothing
#include <signal.h>
#include <unistd.h>

#define APPLY(f, x) f(x)
#define PASTE(name) put_##name
#define BOTH(f, g, x) \
	do {          \
		f(x); \
		g(x); \
	} while (0)
#define DEFINE_PUT(name, fd)                 \
	static void put_##name(int n)        \
	{                                    \
		write(fd, &n, 1);            \
	}

DEFINE_PUT(first, 1)
DEFINE_PUT(second, 2)

static void halt(int n)
{
	_exit(n);
}

static void on_usr1(int sig)
{
	APPLY(PASTE(first), sig);
	BOTH(PASTE(second), halt, sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
