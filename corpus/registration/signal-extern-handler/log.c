// The handler lives in another unit than its registration, and its fault two calls deeper.
#include <stdio.h>
#include "log.h"

static void log_line(const char *what, int sig)
{
	printf("%s: %d\n", what, sig); // finds: unsafe-call via log_signal > log_line > printf
}

void log_signal(int sig)
{
	log_line("signal", sig);
}
