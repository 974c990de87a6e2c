// The macro's body is not the place of the finding.
// finds nothing
#include <stdio.h>
#define LOG(...) fprintf(stderr, __VA_ARGS__) // quiet: unsafe-call
