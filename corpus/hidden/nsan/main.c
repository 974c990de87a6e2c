// Shadow computation of floating point: copies carry their shadow by calls.
#include <signal.h>
#include <unistd.h>

struct sample {
	double values[100];
};

struct sample saved, current;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=numerical
{
	// finds: hidden-call of __nsan_copy_values because -fsanitize=numerical
	// finds: hidden-call of memcpy because struct copy
	saved = current;
	(void)sig; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
