// Annotations that hold in some of the builds; one build that nobody can make, and one twice.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	(void)sig;
#ifdef LOUD
	// finds: unsafe-call of printf via on_int > printf [-O2]
	printf("%d\n", sig);
#else
	puts("quiet"); // finds: unsafe-call of p* [gcc !-DLOUD]
#endif
	// finds: unsafe-call of fflush [clang]
	write(2, ".", 1); // finds: unsafe-call of nothing because nobody [! object]
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe [object gcc,clang]
	pause();
	return 0;
}
