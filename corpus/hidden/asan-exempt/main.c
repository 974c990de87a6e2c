// A handler without address checks in a unit with them: the unit's constructor is no part of it.
// finds nothing
#include <signal.h>
#include <unistd.h>

int values[3];

__attribute__((no_sanitize("address"))) static void on_usr1(int sig)
{
	values[sig & 1] = sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
