// Constant tables of operations, handed down by address: each caller runs the slots of its own table.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct ops {
	void (*open)(int);
	void (*close)(int);
};

static void quiet_open(int fd)
{
	write(fd, "", 1); // quiet: unsafe-call
}

static void quiet_close(int fd)
{
	close(fd); // quiet: unsafe-call
}

static void loud_open(int fd)
{
	printf("open %d\n", fd); // finds: unsafe-call of printf
}

static void loud_close(int fd)
{
	exit(fd); // quiet: unsafe-call
}

static const struct ops quiet = { quiet_open, quiet_close };
static const struct ops loud = { .close = loud_close, .open = loud_open };
static const struct ops mixed[] = { { loud_open, quiet_close }, { quiet_open, quiet_close } };

__attribute__((noinline)) static void use(const struct ops *ops, int fd)
{
	ops->open(fd);
	ops->close(fd);
	write(fd, "", 1);
}

static void on_term(int sig)
{
	use(&quiet, sig);
}

static void on_usr1(int sig)
{
	use(mixed, sig);
	use(&mixed[1], sig);
}

int main(int argc, char **argv)
{
	(void)argv;
	// handler: on_term SIGTERM clean [! clang-19 -O2]
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean-only [clang-19 -O2]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	use(&loud, argc);
	pause();
	return 0;
}
