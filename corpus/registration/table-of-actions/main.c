// A table whose rows hold whole struct sigactions.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	printf("first, %d\n", sig); // finds: unsafe-call via on_usr1 > printf
}

static void on_usr2(int sig)
{
	printf("second, %d\n", sig); // finds: unsafe-call via on_usr2 > printf
}

static const struct {
	int signo;
	struct sigaction action;
} traps[] = {
	{ SIGUSR1, { .sa_handler = on_usr1 } },
	{ SIGUSR2, { .sa_handler = on_usr2 } },
};

int main(void)
{
	for (int i = 0; i < 2; i++)
		// handler: on_usr1 SIGUSR1 unsafe
		// handler: on_usr2 SIGUSR2 unsafe
		sigaction(traps[i].signo, &traps[i].action, NULL);
	pause();
	return 0;
}
