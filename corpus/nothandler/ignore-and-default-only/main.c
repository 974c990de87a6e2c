// Every registrar is used here, and none is given a handler.
// finds nothing
#include <signal.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	struct sigaction sa = { .sa_handler = SIG_IGN };
	void (*disposition)(int) = SIG_DFL;

	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, disposition);
	sigaction(SIGPIPE, &sa, NULL);
	memset(&sa, 0, sizeof sa);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGQUIT, 0);
	pause();
	return 0;
}
