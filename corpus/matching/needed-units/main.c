// The handler comes in through one unit, goes into a field in another, and is registered by a third; a fourth unit has
// nothing to do with it.
#include "hooks.h"
#include <stdio.h>
#include <unistd.h>

static void on_signal(int sig)
{
	printf("%d\n", sig); // finds: unsafe-call of printf via on_signal > printf
}

int main(void)
{
	set_callback(on_signal);
	arm();
	unrelated();
	pause();
	return 0;
}
