// The far end of the chain.
#include "connection.h"
#include <stdio.h>

void log_event(const char *what, int value)
{
	fprintf(stderr, "%s: %d\n", what, value); // finds: unsafe-call via on_term > connection_close > log_event > fprintf
}
