// Observers put themselves on a list; the handler walks it and calls each.
// finds nothing
#include "observer.h"
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t last;

static struct observer *observers;

void observe(struct observer *o)
{
	o->next = observers;
	observers = o;
}

static void remember(struct observer *self, unsigned what)
{
	(void)self;
	last = (sig_atomic_t)what;
}

static struct observer memory = { .changed = remember };

static void on_usr1(int sig)
{
	for (struct observer *o = observers; o; o = o->next)
		o->changed(o, (unsigned)sig);
}

int main(void)
{
	observe(&memory);
	start_printer();
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return last;
}
