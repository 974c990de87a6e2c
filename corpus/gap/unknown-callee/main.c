// The handler calls into a vendor's library that comes without source and stands on no list.
#include <signal.h>
#include <unistd.h>

extern void vendor_log(int code);

static void on_usr1(int sig)
{
	// finds: unknown-callee via on_usr1 > vendor_log
	// gap: unknown-callee
	vendor_log(sig);
	write(STDERR_FILENO, "!", 1); // quiet: unknown-callee
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
