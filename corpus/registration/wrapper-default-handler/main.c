// The wrapper falls back to a handler of its own when it is given none; callers decide at run time.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_any(int sig)
{
	printf("default for %d\n", sig); // finds: unsafe-call via on_any > printf
}

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void trap(int signo, void (*handler)(int))
{
	if (handler)
		signal(signo, handler);
	else
		signal(signo, on_any); // handler: on_any SIGINT,SIGTERM unsafe
}

int main(int argc, char **argv)
{
	(void)argv;
	trap(SIGINT, argc > 1 ? on_int : NULL); // handler: on_int SIGINT unsafe
	trap(SIGTERM, argc > 2 ? on_int : NULL); // handler: on_int SIGTERM unsafe
	pause();
	return 0;
}
