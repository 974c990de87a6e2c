// Registers what handlers.c put into the global.
// finds nothing
#include <signal.h>
#include <unistd.h>

extern void (*const winch_handler)(int);

int main(void)
{
	signal(SIGWINCH, winch_handler); // handler: on_winch SIGWINCH unsafe
	pause();
	return 0;
}
