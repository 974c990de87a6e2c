// finds nothing
#include "walk.h"

void walk_one(visit *call, int fd)
{
	if (fd > 0)
		call(fd);
}

void walk_some(int first, visit *call)
{
	for (int fd = first; fd < first + 3; fd++)
		walk_one(call, fd);
}

void walk(visit *call, int first)
{
	walk_some(first, call);
	walk_some(first + 10, call);
}
