// The handler calls a function of the program from inline assembly.
// finds nothing
#include <signal.h>
#include <unistd.h>

__attribute__((used)) static void probe(void)
{
	write(STDERR_FILENO, "!", 1);
}

static void on_usr1(int sig)
{
	(void)sig;
	__asm__ volatile("call probe" ::: "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory"); // gap: inline-asm [source]
}

int main(void)
{
	// handler: on_usr1 SIGUSR1 unproven [source]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean [object]
	pause();
	return 0;
}
