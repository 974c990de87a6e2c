// A compound literal assigned to a local struct, as one does to clear the rest of it.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_hup(int sig)
{
	printf("reload on %d\n", sig); // finds: unsafe-call via on_hup > printf
}

int main(void)
{
	struct sigaction sa;

	sa = (struct sigaction){ .sa_handler = on_hup, .sa_flags = SA_RESTART };
	sigaction(SIGHUP, &sa, NULL); // handler: on_hup SIGHUP unsafe
	pause();
	return 0;
}
