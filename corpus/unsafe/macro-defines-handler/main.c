// The handlers themselves are made by a macro; each has its finding on its own line.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define DEFINE_HANDLER(name)                  \
	static void on_##name(int sig)        \
	{                                     \
		printf(#name " %d\n", sig);   \
	}

DEFINE_HANDLER(hup)  // finds: unsafe-call via on_hup > printf
DEFINE_HANDLER(term) // finds: unsafe-call via on_term > printf

int main(void)
{
	signal(SIGHUP, on_hup);	  // handler: on_hup SIGHUP unsafe
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
