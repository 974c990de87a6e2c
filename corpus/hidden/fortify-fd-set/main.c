// FD_SET has no call in it, fortified it has: __fdelt_chk. Unfortified functions make none.
#include <signal.h>
#include <sys/select.h>
#include <unistd.h>

fd_set set;
int file;

static void on_usr1(int sig)
{
	(void)sig;
	FD_SET(file, &set); // finds: hidden-call of __fdelt_chk because -D_FORTIFY_SOURCE
	FD_SET(3, &set); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
