// A function in another unit decides which handler is returned and registered.
// finds nothing
#include <signal.h>
#include <unistd.h>
#include "pick.h"

int main(int argc, char **argv)
{
	(void)argv;
	// handler: stop_loudly SIGINT unsafe
	// handler: stop_quietly SIGINT clean
	signal(SIGINT, pick(argc > 1));
	pause();
	return 0;
}
