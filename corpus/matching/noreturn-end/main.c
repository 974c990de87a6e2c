// The handler's code ends with a call that does not return; what lies behind it is another function, and not its own.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int level;

__attribute__((noinline, noreturn)) static void end(int code)
{
	write(2, "end\n", 4);
	_exit(code); // quiet: hidden-call
}

__attribute__((noinline)) static void on_usr1(int sig)
{
	level = sig;
	end(sig); // quiet: hidden-call
}

__attribute__((noinline)) void behind(void)
{
	fflush(stdout); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	behind();
	pause();
	return 0;
}
