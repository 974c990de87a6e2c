// What was inlined here may be called in the next build: it needs the mark too.
#include <sigvet.h>
#include <signal.h>
#include <unistd.h>

static inline void helper(int sig)
{
	write(2, "x", sig != 0);
}

SIGVET_NOSPLIT static inline void marked(int sig)
{
	write(2, "x", sig != 0);
}

// finds: unmarked of helper via on_int
SIGVET_NOSPLIT static void on_int(int sig)
{
	helper(sig);
	marked(sig);
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	return 0;
}
