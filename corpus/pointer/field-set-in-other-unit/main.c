// One unit calls through a field that another unit fills with a function of a third.
// finds nothing
#include "hooks.h"
#include <signal.h>
#include <unistd.h>

struct hooks hooks;

static void on_usr1(int sig)
{
	if (hooks.note)
		hooks.note("caught", sig);
}

int main(void)
{
	install_hooks();
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
