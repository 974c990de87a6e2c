// A switch with many cases is a jump through a table: no pointer call, and every case is seen.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int level;

static void on_usr1(int sig)
{
	switch (level) { // quiet: unresolved-call
	case 0: write(2, "0", 1); break; // quiet: hidden-call
	case 1: close(sig); break; // quiet: hidden-call
	case 2: getpid(); break;
	case 3: fsync(sig); break;
	case 4: alarm(3); break;
	case 5: fflush(stdout); break; // finds: unsafe-call of fflush
	case 6: pause(); break;
	case 7: _exit(3);
	case 8: getppid(); break;
	case 9: rmdir("/tmp/none"); break;
	}
	level = 0;
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
