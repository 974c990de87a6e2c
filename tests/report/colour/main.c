/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void note(int sig)
{
	printf("caught %d\n", sig);
}

static void on_int(int sig)
{
	note(sig);
}

int main(void)
{
	signal(SIGINT, on_int);
	pause();
	return 0;
}
