// The program asks for __llvm__, clang's other name, before it decides what to compile.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_usr1(int sig)
{
#ifdef __llvm__
	puts("clang"); // quiet: unsafe-call
#else
	printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > printf
#endif
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
