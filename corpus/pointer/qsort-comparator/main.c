// glibc calls qsort safe, but the comparison function that it is given runs too, and prints.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int values[] = { 3, 1, 2 };

static int compare(const void *a, const void *b)
{
	const int *x = a;
	const int *y = b;

	fprintf(stderr, "%d %d\n", *x, *y); // finds: unsafe-call
	return *x - *y;
}

static void on_usr1(int sig)
{
	(void)sig;
	qsort(values, 3, sizeof(values[0]), compare); // quiet: unsafe-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
