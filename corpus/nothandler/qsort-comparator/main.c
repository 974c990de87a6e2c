// A function handed to a library function that calls it back at once, outside any handler.
// finds nothing
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *left, const void *right)
{
	int a = *(const int *)left, b = *(const int *)right;

	printf("%d against %d\n", a, b); // quiet: unsafe-call
	return (a > b) - (a < b);
}

int main(void)
{
	int numbers[] = { 3, 1, 2 };

	qsort(numbers, 3, sizeof numbers[0], compare);
	return numbers[0] != 1;
}
