// Stores the callback; neither a handler's name nor a registrar is seen here.
// finds nothing
#include "hooks.h"

struct hooks H;

void set_cb(void (*f)(int))
{
	H.onsig = f;
}
