// Value profiling with clang: pointer calls and sizes of copies call the profile's runtime, which allocates.
#include <signal.h>
#include <string.h>
#include <unistd.h>

int depth;
char from[100], to[100];

static void note(int sig) // finds: instrumented of note because -fprofile-generate
{
	depth = sig;
}

void (*volatile hook)(int) = note;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fprofile-generate
{
	hook(sig); // finds: hidden-call of __llvm_profile_instrument_target because -fprofile-generate [-fprofile-generate]
	memcpy(to, from, (size_t)sig); // finds: hidden-call of __llvm_profile_instrument_memop because -fprofile-generate
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
