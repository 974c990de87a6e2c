/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define COMPLAIN(text) log_line("%s at line %d", (text), __LINE__)

static void log_line(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
}

static void reload(void)
{
	COMPLAIN("reloading");
	fflush(stderr);
}

static void on_hup(int sig)
{
	if (sig == SIGHUP)
		reload();
}

int main(void)
{
	struct sigaction action = { .sa_handler = on_hup };

	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	pause();
	return 0;
}
