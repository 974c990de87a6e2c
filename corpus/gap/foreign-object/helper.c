void save(int sig); // gap: foreign-object
// finds nothing

long long sum, part;

void save(int sig)
{
	sum = sum / part; // quiet: hidden-call
	part = sig;
}
