/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_term(int sig)
{
	(void)sig;
	stop = 1;
	write(STDERR_FILENO, "stopping\n", 9);
	kill(getpid(), SIGCONT);
}

int main(void)
{
	signal(SIGTERM, on_term);
	signal(SIGINT, on_term);
	while (!stop)
		pause();
	return 0;
}
