/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void (*hook)(int);

static void note(int sig)
{
	printf("%d\n", sig);
}

static void on_int(int sig)
{
	hook(sig);
	write(STDERR_FILENO, "!", 1);
}

int main(void)
{
	hook = note;
	signal(SIGINT, on_int);
	pause();
	return 0;
}
