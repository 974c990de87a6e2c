// Value profiling with gcc: pointer calls and divisions call libgcov, which allocates.
#include <signal.h>
#include <string.h>
#include <unistd.h>

int depth, other = 3;
char to[100], from[100];

// finds: instrumented of note because -fprofile-arcs
static void note(int sig) // finds: instrumented of note because -fprofile-generate
{ // finds: hidden-call of __gcov_indirect_call_profiler_v4 because -fprofile-generate
	depth = sig;
}

void (*volatile hook)(int) = note;

// finds: instrumented of on_usr1 because -fprofile-arcs
static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fprofile-generate
{ // finds: hidden-call of __gcov_indirect_call_profiler_v4 because -fprofile-generate
	hook(sig);
	depth = sig / other; // finds: hidden-call of __gcov_topn_values_profiler because -fprofile-generate
	// finds: hidden-call of __gcov_average_profiler because -fprofile-generate
	// finds: hidden-call of __gcov_ior_profiler because -fprofile-generate
	// finds: hidden-call of __gcov_topn_values_profiler because -fprofile-generate
	memcpy(to, from, (size_t)sig);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
