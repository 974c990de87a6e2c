// Each function says by itself that it must not check the stack: attribute, annotation, section, or a list.
#include <sigvet.h>
#include <signal.h>
#include <unistd.h>

__attribute__((no_split_stack)) static void by_attribute(void)
{
}

SIGVET_NOSPLIT static void by_annotation(void)
{
}

__attribute__((section(".text.handlers"))) static void by_section(void)
{
}

static void listed_one(void)
{
}

// finds: unmarked of unlisted via on_int > unlisted
static void unlisted(void)
{
	write(2, "x", 1); // quiet: unmarked
}

SIGVET_NOSPLIT static void on_int(int sig)
{
	(void)sig;
	by_attribute();
	by_annotation();
	by_section();
	listed_one();
	unlisted();
}

int main(void)
{
	signal(SIGINT, on_int); // handler: on_int SIGINT unsafe
	return 0;
}
