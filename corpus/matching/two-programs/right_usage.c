#include <stdio.h>

void usage(void);

void usage(void)
{
	puts("usage: right"); // finds: unsafe-call of puts via on_usr2 > usage > puts
}
