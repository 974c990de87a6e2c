// Every call of signal() becomes one of xsignal().
// finds nothing
#include <signal.h>

#define signal xsignal

void xsignal(int signo, void (*handler)(int));
