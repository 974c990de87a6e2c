// isdigit reads a table that __ctype_b_loc gives: what a macro of the source calls is written.
// finds nothing
#include <ctype.h>
#include <signal.h>
#include <unistd.h>

char text[4];
static volatile sig_atomic_t digits;

static void on_usr1(int sig)
{
	(void)sig;
	digits = isdigit((unsigned char)text[0]); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
