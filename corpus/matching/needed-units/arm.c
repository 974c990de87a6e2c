// finds nothing
#include "hooks.h"
#include <signal.h>

void arm(void)
{
	signal(SIGUSR1, hooks.onsig); // handler: on_signal SIGUSR1 unsafe
}
