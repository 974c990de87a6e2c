// memset clears the struct between two registrations: the second one installs SIG_DFL.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_int;
	sigaction(SIGINT, &sa, NULL); // handler: on_int SIGINT unsafe
	memset(&sa, 0, sizeof sa);
	sigaction(SIGTERM, &sa, NULL);
	pause();
	return 0;
}
