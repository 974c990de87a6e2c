// A local array gets its text from a literal: the initialiser is a copy of 240 bytes. A short one is not worth a note.
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	// finds: hidden-call of memcpy because initialisation [clang -O0]
	const char keys[240] = "qwertyuiopasdfghjklzxcvbnm, and once more qwertyuiopasdfghjklzxcvbnm, and once more qwertyuiopasdfghjklzxcvbnm, and once more qwertyuiopasdfghjklzxcvbnm, and once more qwertyuiopasdfghjklzxcvbnm, and once more qwertyuiopasdfghjklzxcvbnm";
	const char few[] = "few"; // quiet: hidden-call
	write(2, &keys[sig & 63], 1);
	write(2, &few[sig & 1], 1);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
