// A pointer is declared to hold some functions: calls run these, whatever else flows there, and storing another one is told.
#include <sigvet.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef void (*flush_t)(int) SIGVET_TARGETS(flush_all);

struct ops {
	void (*emit)(int) SIGVET_TARGETS(emit_one, emit_two);
	void (*other)(int);
};

static void emit_one(int sig)
{
	write(1, "1", sig != 0);
}

static void emit_two(int sig)
{
	printf("%d", sig); // finds: unsafe-call via on_int > emit_two > printf
}

static void emit_three(int sig)
{
	printf("%d", sig); // quiet: unsafe-call
}

static void flush_all(int sig)
{
	write(1, "f", sig != 0);
}

static struct ops ops = {emit_one, emit_three};
static flush_t flush;
void (*from_library(void))(int);

static void run(int sig, void (*step)(int));

static void on_int(int sig)
{
	ops.emit(sig);
	run(sig, emit_one);
	run(sig, flush_all);
}

static void on_term(int sig)
{
	flush(sig); // quiet: unresolved-call
}

// finds: broken-contract via on_int > run > flush_all
static void run(int sig, void (*step)(int) SIGVET_TARGETS(emit_one))
{
	step(sig);
}

static void set(struct ops *any)
{
	any->emit = emit_two;
	any->emit = emit_three; // finds: broken-contract via on_int > emit_three
}

int main(void)
{
	signal(SIGINT, on_int);	  // handler: on_int SIGINT unsafe
	signal(SIGTERM, on_term); // handler: on_term SIGTERM clean
	set(&ops);
	flush = from_library();
	pause();
	return 0;
}
