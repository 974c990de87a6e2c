// Chooses the handler that main.c registers.
#include <stdio.h>
#include "setup.h"

static void on_term(int sig)
{
	printf("terminated by %d\n", sig); // finds: unsafe-call via on_term > printf
}

void setup(void)
{
	term_handler = on_term;
}
