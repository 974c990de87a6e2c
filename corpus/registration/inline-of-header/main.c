// Static functions of a header register handlers: in the one that nothing calls, none is registered; in those that are
// called by a macro, by a name that ## makes, or by each other, each is.
// finds nothing
#include "install.h"

static void on_term(int sig)
{
	(void)sig;
}

static void on_hup(int sig)
{
	(void)sig;
}

static void on_int(int sig)
{
	(void)sig;
}

int main(void)
{
	INSTALL(term); // handler: on_term SIGTERM clean
	install_macro(on_hup); // handler: on_hup SIGHUP clean
	install_outer(on_int); // handler: on_int SIGINT clean
	return 0;
}
