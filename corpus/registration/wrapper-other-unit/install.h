// The wrapper's prototype: handler first, signal last.
// finds nothing
int install(void (*handler)(int), int signo);
