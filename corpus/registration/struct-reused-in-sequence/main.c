// One local struct serves three registrations in turn: every signal keeps its own handler.
#include <signal.h>
#include <stdio.h>
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

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
}

int main(void)
{
	struct sigaction sa;

	sigemptyset(&sa.sa_mask);
	sa.sa_flags = 0;
	sa.sa_handler = on_int;
	sigaction(SIGINT, &sa, NULL); // handler: on_int SIGINT unsafe
	sa.sa_handler = on_hup;
	sigaction(SIGHUP, &sa, NULL); // handler: on_hup SIGHUP clean
	sa.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &sa, NULL);
	sa.sa_handler = on_term;
	sigaction(SIGTERM, &sa, NULL); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
