// The pointer lies two structures deep, and a pointer to the outer one is walked to reach it.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct hooks {
	void (*note)(const char *text);
};

struct server {
	int fd;
	struct hooks hooks;
};

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static struct server servers[2] = {
	{ .fd = 1, .hooks = { loud } },
	{ .fd = 2, .hooks.note = loud },
};
static struct server *current = &servers[1];

static void on_usr1(int sig)
{
	(void)sig;
	current->hooks.note("caught");
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
