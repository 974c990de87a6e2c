// finds nothing
#include <unistd.h>

void usage(void);

void usage(void)
{
	write(2, "usage: left\n", 12);
}
