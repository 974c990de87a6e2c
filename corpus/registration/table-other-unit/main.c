// The loop is here, the table in another unit.
// finds nothing
#include <signal.h>
#include <unistd.h>
#include "traps.h"

int main(void)
{
	for (const struct trap *trap = traps; trap->handler; trap++)
		// handler: on_int SIGINT unsafe
		// handler: on_term SIGTERM unsafe
		signal(trap->signo, trap->handler);
	pause();
	return 0;
}
