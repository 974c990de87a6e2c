// A policy changes at a declared function, for what it reaches; what is reached on another way too is judged by both.
#include <sigvet.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((noinline)) static long both(void)
{
	return !getenv("X"); // finds: unsafe-call via on_int > both > getenv
}

__attribute__((noinline)) static long inner(void)
{
	return !getenv("X"); // quiet: unsafe-call
}

SIGVET_POLICY(glibc, "entered only with g != NULL") static long enter(void)
{
	return inner() + both();
}

static void on_int(int sig)
{
	if (sig)
		enter();
	both();
}

static void on_term(int sig)
{
	if (sig)
		enter();
}

int main(void)
{
	signal(SIGINT, on_int);	  // handler: on_int SIGINT unsafe
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	pause();
	return 0;
}
