void other(int);
