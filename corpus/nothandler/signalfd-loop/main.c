// Signals arrive as reads from a descriptor and are handled in the loop.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void on_signal(const struct signalfd_siginfo *info)
{
	printf("got %u\n", info->ssi_signo); // quiet: unsafe-call
}

int main(void)
{
	struct signalfd_siginfo info;
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	while (read(fd, &info, sizeof info) == (ssize_t)sizeof info)
		on_signal(&info);
	return 0;
}
