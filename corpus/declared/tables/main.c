// The same said in a table.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void audited_log(int);

__attribute__((noinline)) static void never_called(void)
{
	puts("x"); // quiet: unsafe-call
}

__attribute__((noinline)) static long enter_runtime(void)
{
	return !getenv("X"); // quiet: unsafe-call
}

__attribute__((noinline)) static long not_entered(void)
{
	putenv("X=1"); // finds: unsafe-call via on_int > not_entered > putenv
	return !getenv("X"); // finds: unsafe-call via on_int > not_entered > getenv
}

static void on_int(int sig)
{
	if (sig < 0)
		never_called();
	audited_log(sig);
	enter_runtime();
	not_entered();
}

// handler: on_hook unknown unsafe
void on_hook(int sig)
{
	printf("%d", sig); // finds: unsafe-call via on_hook > printf
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
