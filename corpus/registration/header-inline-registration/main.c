// Only calls the header's function; no registrar is written here.
// finds nothing
#include <stdlib.h>
#include "crash.h"

int main(void)
{
	crash_init();
	abort();
}
