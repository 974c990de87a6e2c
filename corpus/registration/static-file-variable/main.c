// A static variable of the file holds the handler, with an initialiser and a later assignment.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_child(int sig)
{
	printf("child, %d\n", sig); // finds: unsafe-call via on_child > printf
}

static void on_child_debug(int sig)
{
	printf("child (debug), %d\n", sig); // finds: unsafe-call via on_child_debug > printf
}

static void (*child_handler)(int) = on_child;

static void parse(int argc)
{
	if (argc > 1)
		child_handler = on_child_debug;
}

int main(int argc, char **argv)
{
	(void)argv;
	parse(argc);
	// handler: on_child SIGCHLD unsafe
	// handler: on_child_debug SIGCHLD unsafe
	signal(SIGCHLD, child_handler);
	pause();
	return 0;
}
