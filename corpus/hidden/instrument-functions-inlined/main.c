// A handler that is exempt, and a helper that is always inlined into it and is not: the hooks come with the helper.
#include <signal.h>
#include <unistd.h>

int depth;

static inline __attribute__((always_inline)) void note(int sig)
{ // finds: hidden-call of __cyg_profile_func_enter because -finstrument-functions [clang]
	depth = sig; // finds: hidden-call of __cyg_profile_func_exit because -finstrument-functions [gcc]
} // finds: hidden-call of __cyg_profile_func_exit because -finstrument-functions [clang]

static inline __attribute__((always_inline, no_instrument_function)) void note_exempt(int sig)
{
	depth = sig; // quiet: hidden-call
}

// finds: instrumented of on_usr1 because -finstrument-functions
__attribute__((no_instrument_function)) static void on_usr1(int sig)
{ // finds: hidden-call of __cyg_profile_func_enter because -finstrument-functions [gcc]
	note(sig);
	note_exempt(sig); // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
