// An own sort with a comparator, and the library's through an own wrapper: each handler has the comparator that it hands over.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef int compare(const void *, const void *);

static int values[] = { 3, 1, 2 };

static int plain(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int loud(const void *a, const void *b)
{
	printf("compare\n"); // quiet: unsafe-call
	return plain(a, b);
}

__attribute__((noinline)) static void own_sort(int *items, int count, compare *order)
{
	for (int i = 1; i < count; i++)
		for (int j = i; j > 0 && order(&items[j - 1], &items[j]) > 0; j--) {
			int kept = items[j];
			items[j] = items[j - 1];
			items[j - 1] = kept;
		}
}

__attribute__((noinline)) static void sort(int *items, int count, compare *order)
{
	qsort(items, (size_t)count, sizeof *items, order); // finds: unsafe-call of qsort
	write(2, "", 1);
}

static void on_term(int sig)
{
	(void)sig;
	own_sort(values, 3, plain);
}

static void on_usr1(int sig)
{
	(void)sig;
	sort(values, 3, plain);
}

int main(int argc, char **argv)
{
	(void)argv;
	// handler: on_term SIGTERM clean [! clang-19 -O2]
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean-only [clang-19 -O2]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	own_sort(values, argc, loud);
	sort(values, argc, loud);
	return values[0];
}
