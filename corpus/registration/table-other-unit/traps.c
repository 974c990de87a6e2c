// The table that main.c walks.
#include <signal.h>
#include <stdio.h>
#include "traps.h"

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

static void on_term(int sig)
{
	printf("terminate %d\n", sig); // finds: unsafe-call via on_term > printf
}

const struct trap traps[] = {
	{ SIGINT, on_int },
	{ SIGTERM, on_term },
	{ 0, 0 },
};
