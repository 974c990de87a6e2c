// A static function that happens to share a registrar's name: a set of signs, with a visitor.
// finds nothing
#include <stdio.h>

static unsigned int signs;

static void sigset(int sign, void (*visit)(int))
{
	signs |= 1u << sign;
	visit(sign);
}

static void show(int sign)
{
	printf("sign %d\n", sign); // quiet: unsafe-call
}

int main(void)
{
	sigset(3, show);
	return signs == 0;
}
