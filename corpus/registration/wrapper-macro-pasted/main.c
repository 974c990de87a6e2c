// A macro pastes the names of signal and handler together, so neither is written anywhere in full.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define TRAP(name) signal(SIG##name, on_##name)

static void on_HUP(int sig)
{
	printf("hangup %d\n", sig); // finds: unsafe-call via on_HUP > printf
}

static void on_QUIT(int sig)
{
	printf("quit %d\n", sig); // finds: unsafe-call via on_QUIT > printf
}

int main(void)
{
	TRAP(HUP); // handler: on_HUP SIGHUP unsafe
	TRAP(QUIT); // handler: on_QUIT SIGQUIT unsafe
	pause();
	return 0;
}
