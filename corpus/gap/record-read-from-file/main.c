// A record with a function pointer is read from a pipe: what the pointer holds then is anybody's guess.
// finds nothing
#include <signal.h>
#include <unistd.h>

struct state {
	int level;
	void (*note)(void);
};

static struct state state;

static void quiet(void)
{
}

static void on_usr1(int sig)
{
	(void)sig;
	state.note(); // gap: lost-flow
}

int main(void)
{
	state.note = quiet;
	if (read(STDIN_FILENO, &state, sizeof state) < 0)
		return 1;
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unproven
	pause();
	return 0;
}
