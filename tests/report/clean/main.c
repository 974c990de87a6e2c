/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_term(int sig)
{
	int saved = errno;

	(void)sig;
	stop = 1;
	write(STDERR_FILENO, "stopping\n", 9);
	errno = saved;
}

int main(void)
{
	signal(SIGTERM, on_term);
	signal(SIGINT, on_term);
	while (!stop)
		pause();
	return 0;
}
