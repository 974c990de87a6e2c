// finds nothing
#include "helper.h"
#include <string.h>
#include <unistd.h>

struct sample saved, current;

void save(int sig) // gap: no-line-table
{
	saved = current;
	memcpy(&saved, &current, (size_t)sig);
	write(sig, "saved\n", 6);
}
