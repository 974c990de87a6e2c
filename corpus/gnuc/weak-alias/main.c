// A weak alias with a good body in one unit, and a strong function of that name in another: the strong one wins.
// finds nothing
#include <signal.h>
#include <unistd.h>

static void note_nothing(int sig)
{
	(void)sig;
}

void note(int sig) __attribute__((weak, alias("note_nothing")));

static void on_usr1(int sig)
{
	note(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
