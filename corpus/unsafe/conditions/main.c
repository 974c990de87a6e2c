// Calls in the conditions of if, while, do and switch run as well.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t left = 3;

static void on_usr1(int sig)
{
	if (puts("in if") < 0) // finds: unsafe-call via on_usr1 > puts
		_exit(1);
	while (left > 0 && getenv("WAIT")) // finds: unsafe-call via on_usr1 > getenv
		left--;
	do
		left++;
	while (rand() % 2); // finds: unsafe-call via on_usr1 > rand
	switch (fflush(stdout)) { // finds: unsafe-call via on_usr1 > fflush
	case 0:
		left = sig;
	}
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
