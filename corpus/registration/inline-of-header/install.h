// finds nothing
#include <signal.h>

#define INSTALL(name) install_##name(on_##name)
#define install_macro(handler) install_by_macro(handler)

static void on_nothing(int sig)
{
	(void)sig;
}

static inline void install_term(void (*handler)(int))
{
	signal(SIGTERM, handler);
}

static inline void install_by_macro(void (*handler)(int))
{
	signal(SIGHUP, handler);
}

static inline void install_inner(void (*handler)(int))
{
	signal(SIGINT, handler);
}

static inline void install_outer(void (*handler)(int))
{
	install_inner(handler);
}

static inline void install_never(void)
{
	signal(SIGUSR1, on_nothing);
}

static inline void install_never_either(void)
{
	install_never();
	install_inner(on_nothing);
}
