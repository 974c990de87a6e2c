// Other names in the source for functions of the C library: the linker's name is judged, the source's is told.
#include <signal.h>
#include <sys/types.h>

int emit(const char *format, ...) __asm__("printf");
ssize_t put(int fd, const void *data, size_t size) __asm__("write");
int await(void) __asm__("pause");

static void on_usr1(int sig)
{
	// quiet: unsafe-call
	// quiet: unknown-callee
	put(2, "!", 1);
	emit("signal %d\n", sig); // finds: unsafe-call via on_usr1 > emit
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	await();
	return 0;
}
