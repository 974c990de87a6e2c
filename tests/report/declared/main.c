/* SPDX-License-Identifier: Apache-2.0 */
#include <sigvet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

SIGVET_NEVER("indices come from a table") void panic_index(int index);
SIGVET_SAFE("read line by line") void audited(int number);

static void (*flush)(int) SIGVET_TARGETS(audited);

static void format(int number)
{
	printf("%d\n", number);
}

SIGVET_POLICY(glibc, "entered only with g != NULL") static void enter(int number)
{
	format(number);
}

static void on_int(int number)
{
	if (number > 4)
		panic_index(number);
	enter(number);
	flush(number);
}

SIGVET_HANDLER SIGVET_POLICY(posix-2024, "made for the new edition") void on_trap(int number)
{
	audited(number);
}

int main(void)
{
	signal(SIGINT, on_int);
	flush = format;
	return 0;
}
