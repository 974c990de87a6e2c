// The struct sigaction is a member of another struct, reached through a pointer.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct context {
	const char *name;
	struct sigaction sa;
};

static void on_alarm(int sig)
{
	printf("timeout %d\n", sig); // finds: unsafe-call via on_alarm > printf
}

static void prepare(struct context *ctx)
{
	memset(ctx, 0, sizeof *ctx);
	ctx->name = "timer";
	ctx->sa.sa_handler = on_alarm;
}

static int arm(struct context *ctx)
{
	return sigaction(SIGALRM, &ctx->sa, NULL); // handler: on_alarm SIGALRM unsafe
}

int main(void)
{
	struct context ctx;

	prepare(&ctx);
	if (arm(&ctx) < 0)
		return 1;
	alarm(1);
	pause();
	return 0;
}
