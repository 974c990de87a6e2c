// The same copy made by memcpy between two structures of one type.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct hooks {
	int level;
	void (*note)(const char *text);
};

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static const struct hooks defaults = { .level = 1, .note = loud };
static struct hooks active;

static void on_usr1(int sig)
{
	(void)sig;
	active.note("caught");
}

int main(void)
{
	memcpy(&active, &defaults, sizeof(active));
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
