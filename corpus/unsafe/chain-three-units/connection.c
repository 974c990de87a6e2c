// The middle of the chain.
// finds nothing
#include "connection.h"
#include <unistd.h>

static int fd = -1;

void connection_close(int reason)
{
	if (fd >= 0)
		close(fd); // quiet: unsafe-call
	fd = -1;
	log_event("connection closed", reason);
}
