// A struct of hooks, filled at run time; the field is what gets registered.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct hooks {
	void (*on_start)(int);
	void (*on_signal)(int);
};

static struct hooks hooks;

static void started(int attempt)
{
	printf("start %d\n", attempt); // quiet: unsafe-call
}

static void interrupted(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via interrupted > printf
}

static void fill(struct hooks *h)
{
	h->on_start = started;
	h->on_signal = interrupted;
}

int main(void)
{
	fill(&hooks);
	hooks.on_start(1);
	signal(SIGINT, hooks.on_signal); // handler: interrupted SIGINT unsafe
	pause();
	return 0;
}
