// Both units have a static function step, and each calls its own.
// finds nothing
#include <signal.h>
#include <unistd.h>

void advance(int n);

static void step(int n)
{
	write(STDERR_FILENO, &n, 1);
}

static void on_usr1(int sig)
{
	step(sig);
	advance(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
