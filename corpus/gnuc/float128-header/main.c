// Headers of glibc and of the program speak of _Float128, a type that clang does not have.
#define _GNU_SOURCE
#include "wide.h"
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct sample sample;

static void on_usr1(int sig)
{
	sample.count += sig;
	printf("%d samples\n", sample.count); // finds: unsafe-call via on_usr1 > printf
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1 unsafe
	pause();
	return 0;
}
