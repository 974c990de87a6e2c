// Two units have a static function report; the handler's unit has the good one.
// finds nothing
#include <signal.h>
#include <unistd.h>

void summary(void);

static void report(int sig)
{
	char digit = (char)('0' + sig % 10);

	write(STDERR_FILENO, &digit, 1); // quiet: unsafe-call
}

static void on_usr1(int sig)
{
	report(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	summary();
	return 0;
}
