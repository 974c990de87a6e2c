// An observer in another unit.
#include "observer.h"
#include <stdio.h>

static void print_change(struct observer *self, unsigned what)
{
	printf("%p %u\n", (void *)self, what); // finds: unsafe-call via on_usr1 > print_change > printf
}

static struct observer printer;

void start_printer(void)
{
	printer.changed = print_change;
	observe(&printer);
}
