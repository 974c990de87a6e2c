// A packet with a zero-length array at its end, and one with a flexible one.
// finds nothing
#include <signal.h>
#include <string.h>
#include <unistd.h>

struct packet {
	int size;
	char data[0];
};

struct record {
	int size;
	char data[];
};

static union {
	struct packet packet;
	char room[64];
} out;
static struct record empty;

static void on_usr1(int sig)
{
	out.packet.size = sig;
	memset(out.packet.data, '.', (size_t)sig); // quiet: unsafe-call
	write(STDERR_FILENO, &out, sizeof(out.packet) + (size_t)empty.size);
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 clean
	pause();
	return 0;
}
