/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define SAY(text) puts(text)

static void on_quit(int sig)
{
	(void)sig;
	SAY("a \"quoted\" text");
}

int main(void)
{
	signal(SIGQUIT, on_quit);
	pause();
	return 0;
}
