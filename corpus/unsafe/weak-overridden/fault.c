// The strong one.
// finds nothing
#include <unistd.h>

void on_fault(int sig)
{
	char digit = (char)('0' + sig % 10);

	write(STDERR_FILENO, &digit, 1); // quiet: unsafe-call
}
