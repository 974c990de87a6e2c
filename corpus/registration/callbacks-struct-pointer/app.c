// The registering unit gets a pointer to a struct of callbacks; only one of them becomes a handler.
// finds nothing
#include <signal.h>
#include <unistd.h>
#include "app.h"

int app_run(const struct app_callbacks *callbacks)
{
	signal(SIGTERM, callbacks->on_stop); // handler: stop SIGTERM unsafe
	callbacks->on_ready(1);
	return pause();
}
