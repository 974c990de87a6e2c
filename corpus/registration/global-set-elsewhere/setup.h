// The variable between the two units.
// finds nothing
extern void (*term_handler)(int);
void setup(void);
