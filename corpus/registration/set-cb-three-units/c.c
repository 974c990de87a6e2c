// Registers the field.
// finds nothing
#include <signal.h>
#include "hooks.h"

void arm(void)
{
	signal(SIGINT, H.onsig); // handler: h SIGINT unsafe
}
