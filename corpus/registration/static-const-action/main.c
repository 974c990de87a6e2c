// A constant struct sigaction that lives in read-only data.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_fpe(int sig)
{
	printf("arithmetic, %d\n", sig); // finds: unsafe-call via on_fpe > printf
	_exit(1);
}

static const struct sigaction fpe_action = {
	.sa_handler = on_fpe,
	.sa_flags = SA_RESETHAND,
};

int main(void)
{
	sigaction(SIGFPE, &fpe_action, NULL); // handler: on_fpe SIGFPE unsafe
	pause();
	return 0;
}
