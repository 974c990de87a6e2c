// What no registrar is handed: the source names it a handler, and says by which policy it is judged.
#include <sigvet.h>
#include <stdio.h>
#include <stdlib.h>

static char *volatile kept;

// handler: on_trap unknown unsafe
SIGVET_HANDLER void on_trap(int sig)
{
	printf("%d\n", sig); // finds: unsafe-call via on_trap > printf
}

// handler: on_stop unknown clean
SIGVET_HANDLER SIGVET_POLICY(glibc, "a handler of ours") void on_stop(const char *text)
{
	kept = getenv(text); // quiet: unsafe-call
}

void on_none(int sig)
{
	printf("%d\n", sig); // quiet: unsafe-call
}

int main(void)
{
	return 0;
}
