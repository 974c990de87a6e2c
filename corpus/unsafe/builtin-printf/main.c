// The compiler's builtin is the library's printf under another name.
#include <signal.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	__builtin_printf("signal %d\n", sig); // finds: unsafe-call via on_usr1 > __builtin_printf
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
