/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

static void leave(void)
{
	puts("leaving");
}

void tick(void)
{
	exit(0);
}

int main(void)
{
	atexit(leave);
	return 0;
}
