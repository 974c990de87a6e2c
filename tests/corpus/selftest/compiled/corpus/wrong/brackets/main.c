// Brackets that hold where they should not, a callee and a cause that are not there.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	printf("%d\n", sig); // finds: unsafe-call of puts [gcc]
	fflush(stdout); // finds: unsafe-call because a flag [-O0]
	write(2, ".", 1); // finds: unsafe-call [! clang]
	fclose(stdout); // finds: unsafe-call [source]
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT clean [x86-64,aarch64]
	pause();
	return 0;
}
