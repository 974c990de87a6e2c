// Hands two handlers to the wrapper of install.c.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "install.h"

static void on_usr1(int sig)
{
	printf("first, %d\n", sig); // finds: unsafe-call via on_usr1 > printf
}

static void on_usr2(int sig)
{
	printf("second, %d\n", sig); // finds: unsafe-call via on_usr2 > printf
}

int main(void)
{
	install(on_usr1, SIGUSR1); // handler: on_usr1 SIGUSR1 unsafe
	install(on_usr2, SIGUSR2); // handler: on_usr2 SIGUSR2 unsafe
	pause();
	return 0;
}
