// The pointer is stored and loaded by atomic builtins, which are neither assignments nor calls.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void (*note_fn)(const char *text);

static note_fn sink;

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static void on_usr1(int sig)
{
	note_fn note = __atomic_load_n(&sink, __ATOMIC_ACQUIRE);

	(void)sig;
	if (note)
		note("caught");
}

int main(void)
{
	__atomic_store_n(&sink, loud, __ATOMIC_RELEASE);
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
