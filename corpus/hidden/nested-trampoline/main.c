// A nested function whose address goes out of sight needs code on the stack: gcc for AArch64 calls __clear_cache for it.
#include <signal.h>
#include <unistd.h>

void run(void (*what)(void));

__attribute__((noinline)) void run(void (*what)(void))
{
	what(); // finds: unresolved-call
}

static void on_usr1(int sig) // finds: hidden-call of __clear_cache because nested function
{
	int local = sig;
	void note(void)
	{
		write(local, ".", 1);
	}
	run(note);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
