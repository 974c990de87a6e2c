/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef void (*hook)(int sig);

extern hook find_hook(const char *name);

static hook hooks[2];
static hook never_set;

static void print_it(int sig)
{
	printf("%d\n", sig);
}

static void mark_it(int sig)
{
	write(STDERR_FILENO, &sig, 1);
}

static int compare(const void *a, const void *b)
{
	puts("comparing");
	return *(const int *)a - *(const int *)b;
}

static void on_usr1(int sig)
{
	int numbers[] = { 3, 1, 2 };

	for (int i = 0; i < 2; i++)
		hooks[i](sig);
	qsort(numbers, 3, sizeof *numbers, compare);
}

static void on_usr2(int sig)
{
	find_hook("late")(sig);
}

static void on_alarm(int sig)
{
	int (*other)(int) = (int (*)(int))never_set;

	other(sig);
}

int main(void)
{
	hooks[0] = mark_it;
	hooks[1] = print_it;
	signal(SIGUSR1, on_usr1);
	signal(SIGUSR2, on_usr2);
	signal(SIGALRM, on_alarm);
	pause();
	return 0;
}
