// The application: its two callbacks have the same type and opposite fates.
#include <stdio.h>
#include "app.h"

static void ready(int step)
{
	printf("ready %d\n", step); // quiet: unsafe-call
}

static void stop(int sig)
{
	printf("stop on %d\n", sig); // finds: unsafe-call via stop > printf
}

int main(void)
{
	static const struct app_callbacks callbacks = {
		.on_ready = ready,
		.on_stop = stop,
	};

	return app_run(&callbacks);
}
