#include "helper.h" // gap: object-stale
// finds nothing
#include <unistd.h>

struct sample saved, current;

void save(int sig)
{
	saved = current; // quiet: hidden-call
	write(sig, "saved\n", 6);
}
