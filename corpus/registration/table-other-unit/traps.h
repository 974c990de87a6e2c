// A row of the table, and the table.
// finds nothing
struct trap {
	int signo;
	void (*handler)(int);
};

extern const struct trap traps[];
