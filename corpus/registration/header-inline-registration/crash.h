// A static inline function that registers a handler defined elsewhere: the place is in this header.
// finds nothing
#include <signal.h>

void crash_handler(int sig);

static inline void crash_init(void)
{
	signal(SIGABRT, crash_handler); // handler: crash_handler SIGABRT unsafe
}
