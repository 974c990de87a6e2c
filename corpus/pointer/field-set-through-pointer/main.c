// The address of a function pointer in a struct is handed to a function that overwrites it.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct hooks {
	int level;
	void (*note)(void);
	void (*steps[2])(void);
};

static struct hooks hooks;

static void quiet(void)
{
	write(STDERR_FILENO, "n", 1);
}

static void loud(void)
{
	// finds: unsafe-call via on_usr1 > loud > printf
	// finds: unsafe-call via on_usr2 > loud > printf [! clang -O2]
	printf("note\n");
}

static void replace(void (**hook)(void))
{
	*hook = loud;
}

static void on_usr1(int sig)
{
	(void)sig;
	hooks.note();
}

static void on_usr2(int sig)
{
	(void)sig;
	hooks.steps[1]();
}

int main(void)
{
	hooks.note = quiet;
	hooks.steps[1] = quiet;
	replace(&hooks.note);
	replace(hooks.steps);
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	// handler: on_usr2 SIGUSR2 unsafe [! clang -O2]
	signal(SIGUSR2, on_usr2); // handler: on_usr2 SIGUSR2 clean [clang -O2]
	pause();
	return 0;
}
