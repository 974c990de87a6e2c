// Address checks by tags on AArch64.
#include <signal.h>
#include <unistd.h>

void look(int *value);
int *kept;

__attribute__((no_sanitize("hwaddress"), noinline)) void look(int *value)
{
	kept = value; // quiet: hidden-call
}

struct sample {
	char bytes[600];
};

struct sample saved, current;
int *where;

static void on_usr1(int sig) // finds: instrumented of on_usr1 because -fsanitize=hwaddress
// finds: hidden-call of __hwasan_generate_tag because -fsanitize=hwaddress [gcc]
// finds: hidden-call of __hwasan_tag_memory because -fsanitize=hwaddress [gcc]
{
	int values[20];
	values[0] = sig; // finds: hidden-call of __hwasan_store4 because -fsanitize=hwaddress [gcc]
	// finds: hidden-call of __hwasan_load8 because -fsanitize=hwaddress [clang]
	// finds: hidden-call of __hwasan_store4 because -fsanitize=hwaddress
	// finds: hidden-call of __hwasan_tag_memory because -fsanitize=hwaddress [clang]
	*where = sig;
	// finds: hidden-call of __hwasan_memcpy because -fsanitize=hwaddress [clang]
	// finds: hidden-call of memcpy because struct copy [gcc]
	saved = current;
	look(values);
} // finds: hidden-call of __hwasan_tag_memory because -fsanitize=hwaddress [clang]

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}
