// A longer record is used as a shorter one that begins alike: what is stored in one is called through the other.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct base {
	void (*note)(int);
	int level;
};

struct derived {
	void (*note)(int);
	int level;
	int more;
};

static void quiet(int sig)
{
	(void)sig;
}

static void loud(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_usr1 > loud > printf
}

static struct base fallback = { .note = quiet };
static struct base *current = &fallback;

static void on_usr1(int sig)
{
	current->note(sig);
}

int main(void)
{
	struct derived *derived = malloc(sizeof *derived);

	if (derived) {
		derived->note = loud;
		current = (struct base *)derived;
	}
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
