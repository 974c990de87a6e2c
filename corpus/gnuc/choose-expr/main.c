// The compiler picks one of two calls by a constant; the other one is not there.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int soft(int sig)
{
	return (int)write(STDERR_FILENO, &sig, 1); // quiet: unsafe-call
}

static int loud(int sig)
{
	return printf("signal %d\n", sig); // quiet: unsafe-call
}

static volatile sig_atomic_t result;

static void on_usr1(int sig)
{
	result = __builtin_choose_expr(sizeof(int) == 4, soft(sig), loud(sig));
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return result + loud(0);
}
