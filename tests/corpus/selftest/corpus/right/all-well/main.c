// Everything here is annotated as it is, so this case passes.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "note.h"

static const char text[] = "// finds: unsafe-call";

static void on_any(int sig)
{
	note(sig);
	write(STDERR_FILENO, text, sizeof text); // quiet: unsafe-call
	// misses: unsafe-call
	(void)sig;
	printf("%d\n", sig); // wrongly-finds: unsafe-call via on_any > printf
	__asm__ volatile("int $3"); // gap: inline-asm
}

int main(void)
{
	// handler: on_any SIGINT,SIGTERM unsafe
	signal(SIGINT, on_any), signal(SIGTERM, on_any);
	signal(SIGHUP, on_any); /* wrongly-handler: on_any SIGHUP */
	pause();
	return 0;
}
