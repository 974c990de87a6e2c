// A recursive walk of a list ends, and so must the search; the leaf prints.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct item {
	struct item *next;
	int value;
};

static struct item last = { NULL, 2 };
static struct item first = { &last, 1 };

static void show(const struct item *item)
{
	if (!item)
		return;
	printf("%d\n", item->value); // finds: unsafe-call via on_usr1 > show > printf
	show(item->next);
}

static void on_usr1(int sig)
{
	(void)sig;
	show(&first);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
