// With _FILE_OFFSET_BITS=64 open, lseek and ftruncate are emitted as open64 and so on.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	int file = open("/tmp/state", O_WRONLY); // quiet: hidden-call
	if (lseek(file, sig, SEEK_SET) >= 0) // quiet: hidden-call
		(void)!ftruncate(file, sig); // quiet: hidden-call
	fopen("/tmp/state", "r"); // finds: unsafe-call of fopen
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
