#include "other.h"
#include <stdio.h>

__attribute__((noinline)) static void failed(int index)
{
	printf("%d is null\n", index); // finds: unsafe-call via on_int > other > failed > printf
}

void other(int index)
{
	if (!index)
		failed(index);
}
