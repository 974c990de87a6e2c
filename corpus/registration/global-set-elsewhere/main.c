// A global variable is registered here; who it points to is decided in another unit.
// finds nothing
#include <signal.h>
#include <unistd.h>
#include "setup.h"

void (*term_handler)(int);

int main(void)
{
	setup();
	signal(SIGTERM, term_handler); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
