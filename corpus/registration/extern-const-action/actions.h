// The action between the two units.
// finds nothing
extern const struct sigaction xcpu_action;
