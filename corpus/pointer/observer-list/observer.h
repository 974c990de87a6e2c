// The list's node.
// finds nothing
struct observer {
	struct observer *next;
	void (*changed)(struct observer *self, unsigned what);
};
void observe(struct observer *o);
void start_printer(void);
