// A function that returns a handler.
// finds nothing
typedef void (*handler_type)(int);
handler_type pick(int verbose);
