// The signal number comes from the command line: unknown to any reader of the source.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void on_chosen(int sig)
{
	printf("caught %d\n", sig); // finds: unsafe-call via on_chosen > printf
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 1;
	signal(atoi(argv[1]), on_chosen); // handler: on_chosen unknown unsafe
	pause();
	return 0;
}
