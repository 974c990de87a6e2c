// The registration is compiled only by a compiler that says it is gcc 5 or newer.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#if __GNUC__ >= 5
static void on_usr1(int sig)
{
	printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > printf
}
#endif

int main(void)
{
#if __GNUC__ >= 5
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
#endif
	pause();
	return 0;
}
