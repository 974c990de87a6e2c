// Emits the external definition.
// finds nothing
#include "note.h"

extern inline void note(int sig);
