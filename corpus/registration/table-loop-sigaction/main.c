// The same with sigaction() and a pointer that walks to a sentinel; one handler has two rows.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct trap {
	int signo;
	const char *name;
	void (*handler)(int);
};

static void on_stop(int sig)
{
	printf("stop on %d\n", sig); // finds: unsafe-call via on_stop > printf
}

static void on_winch(int sig)
{
	printf("resize on %d\n", sig); // finds: unsafe-call via on_winch > printf
}

static const struct trap traps[] = {
	{ SIGINT, "INT", on_stop },
	{ .name = "TERM", .signo = SIGTERM, .handler = on_stop },
	{ SIGWINCH, "WINCH", on_winch },
	{ 0, NULL, NULL },
};

int main(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	for (const struct trap *trap = traps; trap->signo; trap++) {
		sa.sa_handler = trap->handler;
		// handler: on_stop SIGINT,SIGTERM unsafe
		// handler: on_winch SIGWINCH unsafe
		sigaction(trap->signo, &sa, NULL);
	}
	pause();
	return 0;
}
