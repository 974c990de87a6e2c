// The struct between the three units.
// finds nothing
struct hooks {
	void (*onsig)(int);
};

extern struct hooks H;

void set_cb(void (*f)(int));
void arm(void);
