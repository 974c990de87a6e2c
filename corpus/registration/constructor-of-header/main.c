// A static function of a header that nobody names runs before main all the same: its attribute stands in a macro.
// finds nothing
#include "start.h"

int main(void)
{
	return 0;
}
