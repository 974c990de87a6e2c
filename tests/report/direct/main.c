/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("caught %d\n", sig);
}

int main(void)
{
	signal(SIGINT, on_int);
	pause();
	return 0;
}
