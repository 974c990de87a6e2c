// What the three units share.
// finds nothing
void connection_close(int reason);
void log_event(const char *what, int value);
