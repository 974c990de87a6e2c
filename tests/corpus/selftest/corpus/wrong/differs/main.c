// What is annotated is not quite what there is.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void note(int sig)
{
	printf("%d\n", sig); // finds: unsafe-call via on_int > printf
}

static void on_int(int sig)
{
	note(sig);
	puts("found"); // misses: unsafe-call
	write(STDERR_FILENO, "!", 1); // wrongly-finds: unsafe-call
	getpid(); // finds: unsafe-call
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT clean
	signal(SIGTERM, on_int); // handler: on_int SIGHUP unsafe
	pause();
	return 0;
}
