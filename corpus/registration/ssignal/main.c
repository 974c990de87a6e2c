// ssignal(), another old name that glibc keeps.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
}

int main(void)
{
	ssignal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
