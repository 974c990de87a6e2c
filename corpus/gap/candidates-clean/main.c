// No flow reaches the call, and the only function that fits its type is good: still not proved.
// finds nothing
#include <signal.h>
#include <unistd.h>

typedef void (*note_fn)(const char *text);

static char image[sizeof(note_fn)];

static void soft(const char *text)
{
	write(STDERR_FILENO, text, 1); // quiet: unsafe-call
}

static note_fn keep = soft;

static void on_usr1(int sig)
{
	note_fn note;

	(void)sig;
	for (unsigned i = 0; i < sizeof(note); i++)
		((char *)&note)[i] = image[i];
	note("caught"); // gap: unresolved-call
}

int main(void)
{
	for (unsigned i = 0; i < sizeof(keep); i++)
		image[i] = ((char *)&keep)[i];
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
