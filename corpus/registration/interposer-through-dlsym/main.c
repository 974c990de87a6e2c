// The program's own signal stands before the C library's, and hands on through dlsym.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_int > printf
}

sighandler_t signal(int sig, sighandler_t handler)
{
	static sighandler_t (*real)(int, sighandler_t);

	if (!real)
		real = (sighandler_t (*)(int, sighandler_t))dlsym(RTLD_NEXT, "signal");
	return real(sig, handler);
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
