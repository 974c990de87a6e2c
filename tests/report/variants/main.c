// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_int(int sig)
{
	stop = sig;
}

/* Keeps every instrumentation out. */
__attribute__((no_sanitize("thread"), no_split_stack, no_instrument_function)) static void on_term(int sig)
{
	stop = sig;
}

/* Keeps the race detector out only. */
__attribute__((no_sanitize("thread"))) static void on_hup(int sig)
{
	stop = sig;
}

int main(void)
{
	signal(SIGINT, on_int);
	signal(SIGTERM, on_term);
	signal(SIGHUP, on_hup);
	pause();
	return 0;
}
