// finds nothing
typedef void visit(int);

void walk(visit *call, int first);
void walk_some(int first, visit *call);
void walk_one(visit *call, int fd);
