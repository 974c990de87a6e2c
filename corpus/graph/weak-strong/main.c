// The strong definition's calls are in the graph, the weak one's are not.
// finds nothing
#include <signal.h>
#include <unistd.h>

void note(int sig);

static void on_usr1(int sig)
{
	note(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
