// Two handlers reach the same unknown function by the same helper: two findings, one gap.
#include <signal.h>
#include <unistd.h>

extern void vendor_log(int code);

static void note(int sig)
{
	// finds: unknown-callee via on_hup > note > vendor_log
	// finds: unknown-callee via on_term > note > vendor_log
	// gap: unknown-callee
	vendor_log(sig);
}

static void on_hup(int sig)
{
	note(sig);
}

static void on_term(int sig)
{
	note(sig);
}

int main(void)
{
	signal(SIGHUP, on_hup);	  // handler: on_hup SIGHUP unproven
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unproven
	pause();
	return 0;
}
