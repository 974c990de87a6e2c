// Attributes in every place that takes one, some of them gcc's alone, must not hide the call.
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void __attribute__((cold, noinline, noclone, __format__(__printf__, 1, 2)))
note(const char *format __attribute__((unused)), ...) __attribute__((nonnull(1)));

static void note(const char *format, ...)
{
	va_list args __attribute__((unused));

	va_start(args, format);
	vfprintf(stderr, format, args); // finds: unsafe-call via on_usr1 > note > vfprintf
	va_end(args);
}

__attribute__((used, noipa, section(".text.handlers"))) static void on_usr1(int sig __attribute__((__unused__)))
{
	__extension__ note("signal %d\n", sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
