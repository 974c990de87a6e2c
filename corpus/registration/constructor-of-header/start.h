// finds nothing
#include <signal.h>

#define AT_START __attribute__((constructor))
#define EARLY AT_START

static void on_term(int sig)
{
	(void)sig;
}

EARLY
static void start(void)
{
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
}
