// Registrations that the preprocessor removes, and one in a comment.
// finds nothing
#include <signal.h>
#include <stdio.h>

void on_int(int sig);

void on_int(int sig)
{
	printf("interrupt %d\n", sig); // quiet: unsafe-call
}

int main(void)
{
#if 0
	signal(SIGINT, on_int);
#endif
#ifdef HANDLE_TERM
	signal(SIGTERM, on_int);
#endif
	/* signal(SIGHUP, on_int); */
	on_int(0);
	return 0;
}
