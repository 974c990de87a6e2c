// A header alone.
// finds nothing
