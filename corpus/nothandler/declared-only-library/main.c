// Callbacks given to libraries of which only the prototypes are known: neither name is a registrar.
// finds nothing
#include <signal.h>
#include <stdio.h>

struct event_base;
struct event *evsignal_new(struct event_base *base, int signo,
			   void (*callback)(int, short, void *), void *arg);
unsigned int g_unix_signal_add(int signo, int (*function)(void *), void *data);
int event_base_dispatch(struct event_base *base);

static void on_sigint(int signo, short what, void *arg)
{
	(void)arg;
	printf("signal %d, event %d\n", signo, what); // quiet: unsafe-call
}

static int on_sigterm(void *data)
{
	printf("%s leaves\n", (const char *)data); // quiet: unsafe-call
	return 0;
}

int loop(struct event_base *base);

int loop(struct event_base *base)
{
	evsignal_new(base, SIGINT, on_sigint, NULL);
	g_unix_signal_add(SIGTERM, on_sigterm, "server");
	return event_base_dispatch(base);
}
