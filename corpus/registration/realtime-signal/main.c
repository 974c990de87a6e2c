// Real-time signals are counted from SIGRTMIN, which is a function call in glibc.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_first(int sig)
{
	printf("first, %d\n", sig); // finds: unsafe-call via on_first > printf
}

static void on_second(int sig)
{
	printf("second, %d\n", sig); // finds: unsafe-call via on_second > printf
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_second };

	signal(SIGRTMIN, on_first); // handler: on_first SIGRTMIN unsafe
	sigaction(SIGRTMIN + 1, &sa, NULL); // handler: on_second SIGRTMIN+1 unsafe
	pause();
	return 0;
}
