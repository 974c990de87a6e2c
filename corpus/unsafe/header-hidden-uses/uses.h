// Included by one unit.
#include <signal.h>
#include <stdio.h>

#define SCOPED __attribute__((cleanup(leave)))
#define CALL(name) JOIN(run_, name)()
#define JOIN(a, b) a##b
#define AT_START __attribute__((constructor))
#define REGISTER_AT_START(handler) static AT_START void start(void) { signal(SIGUSR1, handler); }

static inline void leave(int *guard)
{
	printf("%d", *guard); // finds: unsafe-call via on_usr1 > leave > printf
}

static inline void run_first(void)
{
	puts("first"); // finds: unsafe-call via on_usr1 > run_first > puts
}

static inline void run_second(void)
{
	puts("second"); // finds: unsafe-call via on_usr1 > run_second > puts
}

static void (*const table[])(void) = {run_first, run_second};

static inline void run_third(void)
{
	puts("third"); // finds: unsafe-call via on_usr1 > run_third > puts
}

static inline void run_fourth(void)
{
	puts("fourth"); // quiet: unsafe-call
}

#ifdef NEVER
static inline void chosen(void)
{
	puts("never"); // quiet: unsafe-call
}
#else
static inline void chosen(void)
{
	puts("chosen"); // finds: unsafe-call via on_usr1 > chosen > puts
}
#endif

static inline void old_style(sig) int sig;
{
	printf("%d", sig); // quiet: unsafe-call
}
