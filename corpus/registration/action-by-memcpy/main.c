// The installed struct is a memcpy of another one; only the other was filled.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_int > printf
}

static const struct sigaction template = { .sa_handler = on_int };

int main(void)
{
	struct sigaction sa;

	memcpy(&sa, &template, sizeof sa);
	sa.sa_flags |= SA_RESTART;
	sigaction(SIGINT, &sa, NULL); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
