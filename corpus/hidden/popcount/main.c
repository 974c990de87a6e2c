// __builtin_popcountl without -mpopcnt: gcc calls __popcountdi2.
#include <signal.h>
#include <unistd.h>

unsigned long mask;
static volatile sig_atomic_t bits;

static void on_usr1(int sig)
{
	(void)sig;
	bits = __builtin_popcountl(mask); // finds: hidden-call of __popcountdi2 because population count [gcc !-mpopcnt]
	bits = __builtin_ctzl(mask); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
