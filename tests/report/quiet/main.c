/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

extern void vendor_log(int code);

static void on_int(int sig)
{
	exit(sig);
}

static void on_hup(int sig)
{
	vendor_log(sig);
}

int main(void)
{
	signal(SIGINT, on_int);
	signal(SIGHUP, on_hup);
	pause();
	return 0;
}
