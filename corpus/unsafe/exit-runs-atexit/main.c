// exit is unsafe itself, and what atexit stored runs inside the handler that calls it.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static FILE *journal;

static void close_journal(void)
{
	fclose(journal); // finds: unsafe-call via on_term > exit > close_journal > fclose
}

static void on_term(int sig)
{
	exit(128 + sig); // finds: unsafe-call via on_term > exit
}

int main(void)
{
	journal = tmpfile();
	if (!journal)
		return 1;
	atexit(close_journal);
	signal(SIGTERM, on_term); // handler: on_term SIGTERM unsafe
	pause();
	return 0;
}
