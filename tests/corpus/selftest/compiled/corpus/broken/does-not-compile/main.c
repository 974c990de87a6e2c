// No compiler takes this.
// finds nothing
int main(void)
{
	return nothing_of_this_name;
}
