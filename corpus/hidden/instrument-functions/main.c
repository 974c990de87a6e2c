// Entry and exit of every function call hooks, of inlined ones too.
#include <signal.h>
#include <unistd.h>

int depth;

__attribute__((noinline)) static void note(int sig) // finds: instrumented of note because -finstrument-functions
{ // finds: hidden-call of __cyg_profile_func_enter because -finstrument-functions
	depth = sig; // finds: hidden-call of __cyg_profile_func_exit because -finstrument-functions [gcc -O0]
} // finds: hidden-call of __cyg_profile_func_exit because -finstrument-functions [! gcc -O0]

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -finstrument-functions
{ // finds: hidden-call of __cyg_profile_func_enter because -finstrument-functions
	note(sig); // finds: hidden-call of __cyg_profile_func_exit because -finstrument-functions [gcc -O0]
} // finds: hidden-call of __cyg_profile_func_exit because -finstrument-functions [! gcc -O0]

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
