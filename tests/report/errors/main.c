/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "generated.h"

static void on_int(int sig)
{
	printf("%d of %d\n", sig, GENERATED);
}

static void on_term(int sig)
{
	write(STDERR_FILENO, &sig, 1);
}

int main(void)
{
	signal(SIGINT, on_int);
	signal(SIGTERM, on_term);
	pause();
	return 0;
}
