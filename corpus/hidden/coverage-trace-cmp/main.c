// Coverage for fuzzers: comparisons, switches, divisions, edges.
#include <signal.h>
#include <unistd.h>

int depth, other, values[9];
void (*volatile hook)(int);

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize-coverage
{ // finds: hidden-call of __sanitizer_cov_trace_pc_guard because -fsanitize-coverage [clang]
	// finds: hidden-call of __sanitizer_cov_trace_cmp4 because -fsanitize-coverage
	// finds: hidden-call of __sanitizer_cov_trace_pc_guard because -fsanitize-coverage [clang]
	if (sig == other)
		depth = 1; // finds: hidden-call of __sanitizer_cov_trace_pc_guard because -fsanitize-coverage [clang]
	// finds: hidden-call of __sanitizer_cov_trace_const_cmp4 because -fsanitize-coverage
	// finds: hidden-call of __sanitizer_cov_trace_pc_guard because -fsanitize-coverage [clang]
	if (sig == 77)
		depth = other / sig; // finds: hidden-call of __sanitizer_cov_trace_pc_guard because -fsanitize-coverage [clang]
	// finds: hidden-call of __sanitizer_cov_trace_gep because -fsanitize-coverage [clang]
	// finds: hidden-call of __sanitizer_cov_trace_pc_indir because -fsanitize-coverage [clang]
	hook(values[sig]);
	// finds: hidden-call of __sanitizer_cov_trace_pc_guard because -fsanitize-coverage [clang]
	// finds: hidden-call of __sanitizer_cov_trace_switch because -fsanitize-coverage
	switch (depth) {
	case 3: other = 4; break;
	// finds: hidden-call of __sanitizer_cov_trace_pc_guard because -fsanitize-coverage [clang]
	case 5: other = 8; break;
	// finds: hidden-call of __sanitizer_cov_trace_pc_guard because -fsanitize-coverage [clang]
	case 9: other = 1; break;
	}
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
