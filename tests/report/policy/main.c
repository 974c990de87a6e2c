/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static long value;

static void on_int(int sig)
{
	value = strtol("12", NULL, 10) + sig;
	if (value > 100)
		free(&value);
	_exit(1);
}

int main(void)
{
	signal(SIGINT, on_int);
	pause();
	return 0;
}
