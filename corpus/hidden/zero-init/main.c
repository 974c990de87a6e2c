// = {0} of 4096 bytes: memset with clang; with gcc for AArch64 a copy from a constant.
#include <signal.h>
#include <unistd.h>

struct page {
	unsigned char bytes[4096];
};

static volatile long sum;

__attribute__((noinline)) static void look(struct page *page)
{
	sum += page->bytes[sum & 4095];
}

static void on_usr1(int sig)
{
	// finds: hidden-call of memcpy because zeroing [gcc]
	// finds: hidden-call of memset because zeroing [clang]
	struct page page = {0};
	int few[2] = {sig, sig}; // quiet: hidden-call
	look(&page);
	sum += few[sum & 1];
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
