// The handler is named with an explicit address-of operator.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_hup(int sig)
{
	printf("reload on %d\n", sig); // finds: unsafe-call via on_hup > printf
}

int main(void)
{
	signal(SIGHUP, &on_hup); // handler: on_hup SIGHUP unsafe
	pause();
	return 0;
}
