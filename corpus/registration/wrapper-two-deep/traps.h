// Both wrappers.
// finds nothing
int trap(int signo, void (*handler)(int));
int trap_with_flags(int signo, void (*handler)(int), int flags);
