// A function run at exit is registered too, but not with a signal.
// finds nothing
#include <stdio.h>
#include <stdlib.h>

static void on_exit_print(void)
{
	printf("bye from %d\n", 1); // quiet: unsafe-call
}

int main(void)
{
	atexit(on_exit_print);
	return 0;
}
