// The pointer sits in a compound literal whose address is passed on.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct task {
	void (*run)(const char *text);
	const char *text;
};

static void loud(const char *text)
{
	fprintf(stderr, "%s\n", text); // finds: unsafe-call via on_usr1 > perform > loud > fprintf
}

static void perform(const struct task *task)
{
	task->run(task->text);
}

static void on_usr1(int sig)
{
	(void)sig;
	perform(&(struct task){ .text = "caught", .run = loud });
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
