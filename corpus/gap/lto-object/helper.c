#include "helper.h" // gap: lto-object
// finds nothing
#include <unistd.h>

struct sample saved, current;

void save(int sig)
{
	saved = current; // quiet: hidden-call
	write(sig, "saved\n", 6);
}
