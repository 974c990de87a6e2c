// The BSD registrar sigvec() with its own struct; today's glibc has neither, so this compiles but does not link.
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct sigvec {
	void (*sv_handler)(int);
	int sv_mask;
	int sv_flags;
};

int sigvec(int sig, const struct sigvec *vec, struct sigvec *ovec);

static void on_int(int sig)
{
	printf("interrupt %d\n", sig); // finds: unsafe-call via on_int > printf
}

int main(void)
{
	struct sigvec vec = { .sv_mask = 0 };

	vec.sv_handler = on_int;
	sigvec(SIGINT, &vec, NULL); // handler: on_int SIGINT unsafe
	pause();
	return 0;
}
