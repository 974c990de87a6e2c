// finds nothing
void other(int);
