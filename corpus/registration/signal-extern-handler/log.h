// The handler's prototype, shared by both units.
// finds nothing
void log_signal(int sig);
