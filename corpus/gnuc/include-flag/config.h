// The project's configuration.
// finds nothing
#define NOTE(sig) fprintf(stderr, "signal %d\n", sig) // quiet: unsafe-call
