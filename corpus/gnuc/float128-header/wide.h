// The type as a member and in a prototype.
// finds nothing
struct sample {
	_Float128 total;
	_Float64x partial;
	int count;
};
_Float128 sample_mean(const struct sample *sample);
