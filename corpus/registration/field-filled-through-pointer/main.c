// The handler member itself is handed over by address and filled by a helper.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void (*handler_t)(int);

static void on_hup(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_hup > printf
}

static void fill(handler_t *member, handler_t handler)
{
	*member = handler;
}

int main(void)
{
	struct sigaction sa = { 0 };

	fill(&sa.sa_handler, on_hup);
	sigaction(SIGHUP, &sa, NULL); // handler: on_hup SIGHUP unsafe
	pause();
	return 0;
}
