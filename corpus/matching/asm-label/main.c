// Functions under other names in the object: asm labels of a library function and of one of the program's own.
#include <signal.h>
#include <unistd.h>

int tell(const char *text) __asm__("puts");
void note(int sig) __asm__("note_in_object");

__attribute__((noinline)) void note(int sig)
{
	write(sig, "!", 1);
}

static void on_usr1(int sig)
{
	note(sig); // quiet: hidden-call
	tell("got it"); // finds: unsafe-call of tell
	write(2, ".", 1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
