// Shared by both units.
// finds nothing
void put(int n);
