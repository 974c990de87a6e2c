// The installed struct is assigned from another one; only the other was filled.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	struct sigaction first = { .sa_handler = on_int };
	struct sigaction second;

	second = first;
	second.sa_flags = SA_NODEFER;
	sigaction(SIGTERM, &second, NULL); // handler: on_int SIGTERM unsafe
	pause();
	return 0;
}
