// An inline function of a header whose one external definition another unit asks for.
// finds nothing
#include "note.h"
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	note(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
