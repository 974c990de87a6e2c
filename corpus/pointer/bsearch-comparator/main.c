// POSIX lists neither bsearch (with -O2 an inline function) nor what this comparison calls: two findings.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[] = { "10", "12", "15" };

static int by_number(const void *key, const void *element)
{
	const char *const *name = element;

	return *(const int *)key - atoi(*name); // finds: unsafe-call
}

static void on_usr1(int sig)
{
	const char *const *hit = bsearch(&sig, names, 3, sizeof(names[0]), by_number); // finds: unsafe-call via on_usr1 > bsearch [! -O2]

	if (hit)
		write(STDERR_FILENO, *hit, strlen(*hit));
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
