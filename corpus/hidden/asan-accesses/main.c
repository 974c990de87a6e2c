// Address checks in place, with a report that ends the program.
#include <signal.h>
#include <unistd.h>

int *where;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=address
{
	*where = sig; // finds: hidden-call of __asan_report_store4 because -fsanitize=address
	(void)sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
