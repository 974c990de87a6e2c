// The unsafe call stands in a static inline function of a header; the finding stands in the header.
// finds nothing
#include "log.h"
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	log_signal(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
