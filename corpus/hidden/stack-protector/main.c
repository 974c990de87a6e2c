// The stack protector: a check and a call that ends the program, in functions with arrays.
#include <signal.h>
#include <unistd.h>

__attribute__((noinline)) static void plain(int sig)
{
	char dot = (char)sig;
	(void)!write(2, "x", 1); // quiet: hidden-call
	(void)dot;
}

static void on_usr1(int sig) // finds: hidden-call of __stack_chk_fail because -fstack-protector [clang]
{
	char text[40];
	text[sig & 31] = '.';
	write(2, text, 32);
	plain(sig);
} // finds: hidden-call of __stack_chk_fail because -fstack-protector [gcc]

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
