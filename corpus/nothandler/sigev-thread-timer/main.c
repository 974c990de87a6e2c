// A timer that notifies by a thread: its function runs in a thread of its own, not in a handler.
// finds nothing
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void on_tick(union sigval value)
{
	printf("tick %d\n", value.sival_int); // quiet: unsafe-call
}

int main(void)
{
	struct itimerspec every = { { 1, 0 }, { 1, 0 } };
	struct sigevent event;
	timer_t timer;

	memset(&event, 0, sizeof event);
	event.sigev_notify = SIGEV_THREAD;
	event.sigev_notify_function = on_tick;
	if (timer_create(CLOCK_REALTIME, &event, &timer) < 0)
		return 1;
	timer_settime(timer, 0, &every, NULL);
	pause();
	return 0;
}
