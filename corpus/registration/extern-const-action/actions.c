// A constant struct sigaction with external linkage, defined apart from the unit that installs it.
#include <signal.h>
#include <stdio.h>
#include "actions.h"

static void on_xcpu(int sig)
{
	printf("out of time, %d\n", sig); // finds: unsafe-call via on_xcpu > printf
}

const struct sigaction xcpu_action = { .sa_handler = on_xcpu };
