// Cannot be run.
// finds nothing
int main(void)
{
	return 0;
}
