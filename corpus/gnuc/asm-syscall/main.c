// The handler enters the kernel by an instruction of its own; what that does cannot be told from here.
// finds nothing
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

static void on_usr1(int sig)
{
	long result = SYS_getpid;

	(void)sig;
	__asm__ volatile("syscall" : "+a"(result) : : "rcx", "r11", "memory"); // gap: inline-asm [source]
}

int main(void)
{
	// handler: on_usr1 SIGUSR1 unproven [source]
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean [object]
	pause();
	return 0;
}
