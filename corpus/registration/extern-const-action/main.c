// Installs the action of actions.c.
// finds nothing
#include <signal.h>
#include <stddef.h>
#include <unistd.h>
#include "actions.h"

int main(void)
{
	sigaction(SIGXCPU, &xcpu_action, NULL); // handler: on_xcpu SIGXCPU unsafe
	pause();
	return 0;
}
