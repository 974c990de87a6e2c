// A log macro of the project's own header: the finding stands where the macro is used.
#include "log.h"
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	LOG("caught %d\n", sig); // finds: unsafe-call via on_usr1 > fprintf
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
