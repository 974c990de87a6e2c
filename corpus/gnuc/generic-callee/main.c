// The callee is chosen by the type of the argument; the other associations never run.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void note_number(int value)
{
	write(STDERR_FILENO, &value, 1); // quiet: unsafe-call
}

static void note_text(const char *text)
{
	fprintf(stderr, "%s\n", text); // quiet: unsafe-call
}

#define note(value) _Generic((value), int: note_number, const char *: note_text)(value)

static void on_usr1(int sig)
{
	note(sig); // quiet: unresolved-call
}

int main(void)
{
	const char *text = "ready";

	note(text);
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
