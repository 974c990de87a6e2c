// Builtins of safe functions and builtins that are no calls at all.
// finds nothing
#include <signal.h>
#include <unistd.h>

static char from[64] = "text";
static char to[64];

static void on_usr1(int sig)
{
	// quiet: unsafe-call
	// quiet: unknown-callee
	__builtin_memcpy(to, from, sizeof(to));
	// quiet: unsafe-call
	// quiet: unknown-callee
	to[__builtin_ctz((unsigned)sig | 64)] = '!';
	// quiet: unsafe-call
	// quiet: unknown-callee
	write(STDERR_FILENO, to, __builtin_strlen(to));
	if (sig < 0)
		__builtin_unreachable(); // quiet: unknown-callee
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
