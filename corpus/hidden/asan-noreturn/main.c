// Before a call that does not return the whole stack is unpoisoned.
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=address
{
	_exit(sig); // finds: hidden-call of __asan_handle_no_return because -fsanitize=address
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
