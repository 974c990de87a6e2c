// As in GLib: the handler only marks a signal as pending, the source's function runs from the main loop.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef int (*source_function)(void *data);

static volatile sig_atomic_t pending[NSIG];
static source_function functions[NSIG];
static void *datas[NSIG];

static void unix_signal_handler(int signo)
{
	pending[signo] = 1;
}

static void unix_signal_add(int signo, source_function function, void *data)
{
	struct sigaction sa = { .sa_handler = unix_signal_handler };

	functions[signo] = function;
	datas[signo] = data;
	sigaction(signo, &sa, NULL); // handler: unix_signal_handler SIGHUP,SIGTERM clean
}

static int main_loop_run(void)
{
	int going = 1;

	while (going) {
		pause();
		for (int i = 1; i < NSIG; i++)
			if (pending[i])
				going = functions[i](datas[i]);
	}
	return 0;
}

static int on_sigterm(void *data)
{
	printf("%s leaves\n", (const char *)data); // quiet: unsafe-call
	return 0;
}

static int on_sighup(void *data)
{
	printf("%s reloads\n", (const char *)data); // quiet: unsafe-call
	return 1;
}

int main(void)
{
	unix_signal_add(SIGTERM, on_sigterm, "server");
	unix_signal_add(SIGHUP, on_sighup, "server");
	return main_loop_run();
}
