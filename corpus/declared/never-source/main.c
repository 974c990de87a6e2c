// A check of bounds that never fails, says the author: its failure is not followed, inlined or not. What nothing is said of is.
#include <sigvet.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

SIGVET_NEVER("indices come from a table") static void panic_index(int index)
{
	printf("%d is out of bounds\n", index); // quiet: unsafe-call
}

static void panic_null(int index)
{
	printf("%d is null\n", index); // finds: unsafe-call
}

static int table[4];

static void on_int(int sig)
{
	if (sig >= 4)
		panic_index(sig); // quiet: unsafe-call
	if (!table[sig])
		panic_null(sig);
}

static void on_term(int sig)
{
	if (sig >= 4)
		panic_index(sig);
}

int main(void)
{
	signal(SIGINT, on_int);	  // handler: on_int SIGINT unsafe
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	table[1] = 1;
	pause();
	return 0;
}
