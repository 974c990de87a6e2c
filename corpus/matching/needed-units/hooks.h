// finds nothing
struct hooks {
	void (*onsig)(int);
};

extern struct hooks hooks;

void set_callback(void (*callback)(int));
void arm(void);
void unrelated(void);
