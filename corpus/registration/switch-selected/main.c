// A switch chooses the handler, an unknown letter ignores the signal.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void dump(int sig)
{
	printf("dump on %d\n", sig); // finds: unsafe-call via dump > printf
}

static void leave(int sig)
{
	(void)sig;
	_exit(0); // quiet: unsafe-call
}

int main(int argc, char **argv)
{
	void (*handler)(int);

	switch (argc > 1 ? argv[1][0] : 0) {
	case 'd':
		handler = dump;
		break;
	case 'q':
		handler = leave;
		break;
	default:
		handler = SIG_IGN;
		break;
	}
	// handler: dump SIGQUIT unsafe
	// handler: leave SIGQUIT clean
	signal(SIGQUIT, handler);
	pause();
	return 0;
}
