// finds nothing
struct sample {
	char bytes[4120];
};

void save(int sig);
