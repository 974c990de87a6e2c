// Two handlers, and the function that picks one.
#include <stdio.h>
#include <unistd.h>
#include "pick.h"

static void stop_loudly(int sig)
{
	printf("stopping on %d\n", sig); // finds: unsafe-call via stop_loudly > printf
	_exit(0);
}

static void stop_quietly(int sig)
{
	(void)sig;
	_exit(0); // quiet: unsafe-call
}

handler_type pick(int verbose)
{
	if (verbose)
		return stop_loudly;
	return stop_quietly;
}
