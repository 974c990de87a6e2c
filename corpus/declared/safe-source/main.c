// A function that the author calls safe is not entered, one that sigvet's own lists call unsafe is so all the same.
#include <sigvet.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

SIGVET_SAFE("our library, audited") void vendor_log(int);
void vendor_note(int);

SIGVET_SAFE("prints in debug builds only") static void trace(int sig)
{
	printf("%d\n", sig); // quiet: unsafe-call
}

static void on_int(int sig)
{
	vendor_log(sig);  // quiet: unknown-callee
	// gap: unknown-callee
	vendor_note(sig); // finds: unknown-callee
	trace(sig);
	puts("x"); // finds: unsafe-call of puts
}

static void on_term(int sig)
{
	vendor_log(sig);
	trace(sig);
}

int main(void)
{
	signal(SIGINT, on_int);	  // handler: on_int SIGINT unsafe
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	pause();
	return 0;
}
