// The declaration and the definition agree on a label that is neither one's name in the source.
// finds nothing
#include <signal.h>
#include <unistd.h>

void note(int sig) __asm__("note_v2");

static void on_usr1(int sig)
{
	note(sig); // quiet: unknown-callee
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
