// A policy that there is not is said, and changes nothing.
#include <sigvet.h>
#include <signal.h>
#include <stdlib.h>

static char *volatile kept;

SIGVET_POLICY(posixx, "a slip of the pen") static void enter(void)
{
	kept = getenv("X"); // finds: unsafe-call via on_int > enter > getenv
}

static void on_int(int sig)
{
	(void)sig;
	enter();
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	return 0;
}
