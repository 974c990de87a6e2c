// The handler is put into a member of a union and taken from the same one.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

union callback {
	void (*plain)(int);
	void (*with_info)(int, siginfo_t *, void *);
};

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	union callback callback = { .plain = on_int };

	signal(SIGINT, callback.plain); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
