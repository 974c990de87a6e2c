// Three units: this one names the handler, b.c stores it in a field, c.c registers the field.
#include <stdio.h>
#include <unistd.h>
#include "hooks.h"

static void h(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via h > printf
}

int main(void)
{
	set_cb(h);
	arm();
	pause();
	return 0;
}
