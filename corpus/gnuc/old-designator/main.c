// The field is named the old way of gcc, with a colon.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct hooks {
	int level;
	void (*note)(const char *text);
};

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static struct hooks hooks = { note: loud, level: 1 };

static void on_usr1(int sig)
{
	(void)sig;
	hooks.note("caught");
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
