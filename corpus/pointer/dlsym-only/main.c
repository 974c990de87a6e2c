// The function comes from a plug-in at run time, and nothing in the program has its type.
#include <dlfcn.h>
#include <signal.h>
#include <unistd.h>

static void (*note)(const char *text, double when);

static void on_usr1(int sig)
{
	// finds: unresolved-call
	// gap: unresolved-call
	note("caught", sig);
}

int main(void)
{
	void *plugin = dlopen("note.so", RTLD_NOW);

	if (!plugin)
		return 1;
	note = (void (*)(const char *, double))dlsym(plugin, "note");
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
