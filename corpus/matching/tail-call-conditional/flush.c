// What the handler jumps to.
#include <stdio.h>

void flush(void);

void flush(void)
{
	fflush(stdout); // finds: unsafe-call of fflush via on_usr1 > flush > fflush
}
