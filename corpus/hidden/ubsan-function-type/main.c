// Every pointer call checks the type of what it calls; a direct call does not.
#include <signal.h>
#include <unistd.h>

static void note(int sig)
{
	(void)sig;
	write(2, "!", 1);
}

void (*volatile hook)(int) = note;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=undefined
{
	hook(sig); // finds: hidden-call of __ubsan_handle_function_type_mismatch because -fsanitize=function
	note(sig); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
