// The interface of the event library.
// finds nothing
typedef void (*event_callback)(int signo, void *arg);

struct event_base {
	int fds[2];
	int signo;
	event_callback callback;
	void *arg;
};

int evsignal_new(struct event_base *base, int signo, event_callback callback, void *arg);
int event_dispatch(struct event_base *base);
