// The function leaves through a pipe as bytes and comes back as bytes of a union: candidates of a fitting type are left.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void (*note_fn)(const char *text);

union message {
	char bytes[sizeof(note_fn)];
	note_fn note;
};

static int channel[2];

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > loud > fprintf
}

static int other(int x)
{
	return printf("%d\n", x); // quiet: unsafe-call
}

static int (*volatile unrelated)(int) = other;

static void on_usr1(int sig)
{
	union message message;

	(void)sig;
	if (read(channel[0], message.bytes, sizeof(message.bytes)) > 0)
		message.note("caught"); // gap: unresolved-call
}

int main(void)
{
	note_fn note = loud;

	if (pipe(channel) < 0)
		return 1;
	write(channel[1], &note, sizeof(note));
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return unrelated(1);
}
