// Conditions on bit-fields, and an unnamed one that takes no initialiser.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct state {
	unsigned verbose : 1;
	unsigned : 3;
	unsigned level : 4;
	void (*note)(unsigned level);
};

static void loud(unsigned level)
{
	printf("level %u\n", level); // finds: unsafe-call via on_usr1 > loud > printf
}

static struct state state = { 1, 7, loud };

static void on_usr1(int sig)
{
	if (state.verbose && sig)
		state.note(state.level);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
