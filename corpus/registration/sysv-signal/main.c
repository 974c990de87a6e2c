// sysv_signal() and the name behind it in glibc, __sysv_signal().
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

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
	sysv_signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	__sysv_signal(SIGUSR2, on_usr2); // handler: on_usr2 SIGUSR2 unsafe
	pause();
	return 0;
}
