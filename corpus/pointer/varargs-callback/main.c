// The callback takes a variable number of arguments.
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void emit_stderr(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args); // finds: unsafe-call via on_usr1 > emit_stderr > vfprintf
	va_end(args);
}

static void (*emit)(const char *format, ...) = emit_stderr;

static void on_usr1(int sig)
{
	emit("signal %d of %d\n", sig, getpid());
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
