// A helper that is inlined at -O2: the chain goes through it in every build.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct sample {
	char bytes[4120];
};

struct sample saved, current;
char *text;

static void drop(char *what)
{
	free(what); // finds: unsafe-call of free via on_usr1 > save > drop > free
}

static void save(void)
{
	saved = current; // finds: hidden-call of memcpy because struct copy [clang]
	drop(text); // quiet: hidden-call
}

static void on_usr1(int sig)
{
	(void)sig;
	save(); // quiet: hidden-call
	write(2, ".", 1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
