// A printf-like wrapper of the project's own hands its arguments to vfprintf.
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void log_line(const char *format, ...)
{
	va_list args;

	va_start(args, format);		// quiet: unknown-callee
	vfprintf(stderr, format, args); // finds: unsafe-call via on_usr1 > log_line > vfprintf
	va_end(args);			// quiet: unknown-callee
}

static void on_usr1(int sig)
{
	log_line("signal %d\n", sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
