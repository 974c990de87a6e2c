// _Generic chooses by type: only the chosen function is a handler.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

void on_narrow(int sig);
void on_wide(int sig);

#define HANDLER_FOR(value) _Generic((value), int: on_narrow, long: on_wide)

void on_narrow(int sig)
{
	printf("narrow %d\n", sig); // finds: unsafe-call via on_narrow > printf
}

void on_wide(int sig)
{
	printf("wide %d\n", sig); // quiet: unsafe-call
}

int main(void)
{
	int value = 0;

	signal(SIGUSR1, HANDLER_FOR(value)); // handler: on_narrow SIGUSR1 unsafe
	pause();
	return value;
}
