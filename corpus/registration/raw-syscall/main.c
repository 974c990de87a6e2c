// The system call itself, with the kernel's struct instead of glibc's.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

struct kernel_sigaction {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
	_exit(0);
}

static void never_returned_to(void)
{
	_exit(1);
}

int main(void)
{
	struct kernel_sigaction action = {
		.handler = on_int,
		.flags = 0x04000000, // SA_RESTORER, which x86-64 demands
		.restorer = never_returned_to,
	};

	syscall(SYS_rt_sigaction, SIGINT, &action, NULL, sizeof action.mask); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
