// The handler looks harmless; two units further down a log function writes through stdio.
// finds nothing
#include "connection.h"
#include <signal.h>
#include <unistd.h>

static void on_term(int sig)
{
	connection_close(sig);
}

int main(void)
{
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
