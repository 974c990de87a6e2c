// A table of signals and handlers, walked by a loop with signal(): each row keeps its own signal.
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t reload;

static void on_hup(int sig)
{
	reload = sig;
	write(STDERR_FILENO, "h", 1); // quiet: unsafe-call
}

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static const struct {
	int signo;
	void (*handler)(int);
} traps[] = {
	{ SIGHUP, on_hup },
	{ SIGINT, on_int },
	{ SIGPIPE, SIG_IGN },
};

int main(void)
{
	for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++)
		// handler: on_hup SIGHUP clean
		// handler: on_int SIGINT unsafe
		signal(traps[i].signo, traps[i].handler);
	pause();
	return 0;
}
