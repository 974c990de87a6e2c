// The handler that the header registers.
#include <stdio.h>
#include <unistd.h>
#include "crash.h"

void crash_handler(int sig)
{
	printf("aborted, %d\n", sig); // finds: unsafe-call via crash_handler > printf
	_exit(1);
}
