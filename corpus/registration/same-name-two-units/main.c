// Starts both parts.
// finds nothing
#include <unistd.h>
#include "parts.h"

int main(void)
{
	client_start();
	server_start();
	pause();
	return 0;
}
