// The handler is put into one member of a union and taken from another one, which shares its storage.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

union slot {
	void *data;
	void (*function)(int);
};

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	union slot slot;

	slot.data = (void *)on_int;
	signal(SIGINT, slot.function); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
