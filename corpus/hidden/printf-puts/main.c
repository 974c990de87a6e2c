// printf of a constant line is emitted as puts, of one character as putchar, fprintf as fwrite: each is one finding, by
// the name in the source.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	printf("got a signal\n"); // finds: unsafe-call of printf via on_usr1 > printf
	// quiet: hidden-call
	printf("%c", sig); // finds: unsafe-call of printf via on_usr1 > printf
	fprintf(stderr, "got a signal"); // finds: unsafe-call of fprintf via on_usr1 > fprintf
	// quiet: unsafe-call
	write(STDERR_FILENO, "got a signal\n", 13);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
