/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <unistd.h>

extern void vendor_log(int code);

static void on_usr1(int sig)
{
	vendor_log(sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1);
	pause();
	return 0;
}
