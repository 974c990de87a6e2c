// Says neither what it finds nor that it finds nothing.
int main(void)
{
	return 0;
}
