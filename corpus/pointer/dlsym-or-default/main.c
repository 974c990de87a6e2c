// The pointer has a good function from the start, but a plug-in may replace it by one that nobody sees.
// finds nothing
#include <dlfcn.h>
#include <signal.h>
#include <unistd.h>

typedef void (*note_fn)(const char *text, double when);

static void note_default(const char *text, double when)
{
	(void)when;
	write(STDERR_FILENO, text, 1); // quiet: unsafe-call
}

static note_fn note = note_default;

static void on_usr1(int sig)
{
	note("caught", sig); // gap: lost-flow
}

int main(void)
{
	void *plugin = dlopen("note.so", RTLD_NOW);

	if (plugin)
		note = (note_fn)dlsym(plugin, "note");
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
