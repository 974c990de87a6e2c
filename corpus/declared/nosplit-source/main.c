// What prologues do is not in the source: a handler whose object was not read is not proved by what it calls.
#include <signal.h>
#include <unistd.h>

static void on_int(int sig) // gap: objects-not-read
{
	write(2, "x", sig != 0);
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unproven
	pause();
	return 0;
}
// finds nothing
