// The structure that holds the pointer is copied as a whole by assignment.
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

static const struct hooks defaults = { 1, loud };
static struct hooks active;

static void on_usr1(int sig)
{
	(void)sig;
	active.note("caught");
}

int main(void)
{
	active = defaults;
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
