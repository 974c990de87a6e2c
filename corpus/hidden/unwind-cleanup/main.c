// A variable with a cleanup under -fexceptions: the unwinder is called behind the cleanup.
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t released;

void may_throw(void);

__attribute__((noinline)) static void release(int *what)
{
	released = *what;
}

static void on_usr1(int sig) // finds: hidden-call of _Unwind_Resume because -fexceptions [-O2]
{
	// finds: hidden-call of _Unwind_Resume because -fexceptions [gcc -O0]
	__attribute__((cleanup(release))) int held = sig;
	may_throw();
// finds: hidden-call of _Unwind_Resume because -fexceptions [clang -O0]
// finds: hidden-call of abort because -fexceptions [clang -O0]
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
