// Another caller hands over what nobody can know: the handler's own call does not.
// finds nothing
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void visit(int);

static void poke(int fd)
{
	write(fd, "", 1); // quiet: unsafe-call
}

void show(int fd)
{
	printf("fd %d\n", fd); // quiet: unsafe-call
}

visit *shown = show;

__attribute__((noinline)) static void each(int fd, visit *call)
{
	call(fd);
	write(fd, "", 1);
}

static void on_term(int sig)
{
	each(sig, poke);
}

int main(int argc, char **argv)
{
	// handler: on_term SIGTERM clean [! clang-19 -O2]
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean-only [clang-19 -O2]
	each(argc, (visit *)dlsym(NULL, argv[0]));
	pause();
	return 0;
}
