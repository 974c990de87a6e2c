// The variable between handler and signal() has GNU's __auto_type.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
}

int main(void)
{
	__auto_type handler = &on_term;

	signal(SIGTERM, handler); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
