// A callback of type void (int) that only the loop calls: the type makes no handler.
// finds nothing
#include <stdio.h>

struct timer {
	void (*handler)(int);
	int left;
};

static void expired(int id)
{
	printf("timer %d\n", id); // quiet: unsafe-call
}

int main(void)
{
	struct timer timer = { .handler = expired, .left = 3 };

	while (timer.left-- > 0)
		timer.handler(timer.left);
	return 0;
}
