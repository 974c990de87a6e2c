// A handler has to save errno; errno is a macro that calls __errno_location, which is safe.
// finds nothing
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_chld(int sig)
{
	// quiet: unsafe-call
	// quiet: unknown-callee
	int saved = errno;

	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0) // quiet: unsafe-call
		;
	// quiet: unsafe-call
	// quiet: unknown-callee
	errno = saved;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_chld, .sa_flags = SA_RESTART };

	sigaction(SIGCHLD, &sa, NULL); // handler: on_chld SIGCHLD clean
	pause();
	return 0;
}
