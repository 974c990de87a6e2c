// What a handler runs of a header is named in roundabout ways: an attribute, a table, a joined name, a branch of #if; and
// a constructor, hidden in a macro, registers it. What is not named at all is no code.
// finds nothing
#include "uses.h"
#include <signal.h>

static void on_usr1(int sig)
{
	SCOPED int guard = sig;
	table[guard & 1]();
	CALL(third);
	chosen();
}

REGISTER_AT_START(on_usr1) // handler: on_usr1 SIGUSR1 unsafe

int main(void)
{
	return 0;
}
