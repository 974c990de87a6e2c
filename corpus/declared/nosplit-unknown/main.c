// What is known of functions without code here: those of the C library and what was declared; of others nothing.
#include <signal.h>
#include <stdio.h>

void vendor_log(int);
void vendor_note(int);

static void on_int(int sig)
{
	printf("%d", sig); // quiet: unsafe-call
	vendor_log(sig);   // quiet: unknown-callee
}

static void on_term(int sig)
{
	// gap: unknown-callee
	vendor_note(sig); // finds: unknown-callee
}

int main(void)
{
	signal(SIGINT, on_int);	  // handler: on_int SIGINT clean
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unproven
	return 0;
}
