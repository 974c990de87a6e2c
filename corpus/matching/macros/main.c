// What a macro calls stands where the macro is used; a struct copy in a macro too.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sample {
	char bytes[4120];
};

struct sample saved, current;
char text[100];

#define TELL(what) do { \
	write(2, what, strlen(what)); \
	write(2, "\n", 1); \
} while (0)
#define SAVE(to, from) ((to) = (from))
#define BOTH do { SAVE(saved, current); TELL(text); free(text); } while (0)

static void on_usr1(int sig)
{
	(void)sig;
	TELL(text); // quiet: hidden-call
	SAVE(saved, current); // finds: hidden-call of memcpy because struct copy [clang -O0]
	// finds: unsafe-call of free
	BOTH; // finds: hidden-call of memcpy because struct copy [clang]
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
