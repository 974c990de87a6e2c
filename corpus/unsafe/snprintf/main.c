// Formatting into a local buffer and then calling write feels safe; POSIX does not list snprintf.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_segv(int sig)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "signal %d\n", sig); // finds: unsafe-call via on_segv > snprintf

	write(STDERR_FILENO, text, (size_t)length); // quiet: unsafe-call
	_exit(1);
}

int main(void)
{
	signal(SIGSEGV, on_segv); // handler: on_segv SIGSEGV unsafe
	raise(SIGSEGV);
	return 0;
}
