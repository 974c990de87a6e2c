// A small event library: its own handler only writes to a pipe, the caller's function runs from the loop.
// finds nothing
#include <signal.h>
#include <unistd.h>
#include "event.h"

static volatile sig_atomic_t pipe_end;

static void evsig_handler(int sig)
{
	unsigned char number = (unsigned char)sig;

	write(pipe_end, &number, 1); // quiet: unsafe-call
}

int evsignal_new(struct event_base *base, int signo, event_callback callback, void *arg)
{
	struct sigaction sa = { .sa_handler = evsig_handler };

	base->signo = signo;
	base->callback = callback;
	base->arg = arg;
	if (pipe(base->fds) < 0)
		return -1;
	pipe_end = base->fds[1];
	return sigaction(signo, &sa, NULL); // handler: evsig_handler SIGINT clean
}

int event_dispatch(struct event_base *base)
{
	unsigned char number;

	while (read(base->fds[0], &number, 1) == 1)
		if (number == base->signo)
			base->callback(number, base->arg);
	return 0;
}
