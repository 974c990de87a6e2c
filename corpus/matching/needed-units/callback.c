// finds nothing
#include "hooks.h"

struct hooks hooks;

void set_callback(void (*callback)(int))
{
	hooks.onsig = callback;
}
