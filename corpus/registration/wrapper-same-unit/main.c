// A wrapper taking signal and handler, called twice: each call keeps its own pair.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t reload;

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void on_hup(int sig)
{
	reload = sig;
	write(STDERR_FILENO, "h", 1); // quiet: unsafe-call
}

static int install(int signo, void (*handler)(int))
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sa.sa_flags = SA_RESTART;
	return sigaction(signo, &sa, NULL);
}

int main(void)
{
	install(SIGINT, on_int); // handler: on_int SIGINT unsafe
	install(SIGHUP, on_hup); // handler: on_hup SIGHUP clean
	install(SIGPIPE, SIG_IGN);
	pause();
	return 0;
}
