// Three macros deep, with stringising and a do-while wrapper, it is still one line of the handler.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define EMIT(level, ...) fprintf(stderr, "[" #level "] " __VA_ARGS__)
#define LOG_AT(level, ...)                         \
	do {                                       \
		EMIT(level, __VA_ARGS__);          \
	} while (0)
#define LOG_ERROR(...) LOG_AT(error, __VA_ARGS__)

static void on_usr1(int sig)
{
	LOG_ERROR("caught %d\n", sig); // finds: unsafe-call via on_usr1 > fprintf
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
