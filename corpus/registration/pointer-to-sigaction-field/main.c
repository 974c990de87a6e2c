// sigaction() is reached through a field of a table of system functions, as test doubles do it.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct system {
	int (*sigaction)(int, const struct sigaction *, struct sigaction *);
	int (*pause)(void);
};

static const struct system real = { .sigaction = sigaction, .pause = pause };

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static int run(const struct system *system)
{
	struct sigaction sa = { .sa_handler = on_int };

	if (system->sigaction(SIGINT, &sa, NULL) < 0) // handler: on_int SIGINT unsafe
		return 1;
	return system->pause();
}

int main(void)
{
	return run(&real);
}
