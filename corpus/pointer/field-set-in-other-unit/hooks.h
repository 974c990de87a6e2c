// The structure that the units share.
// finds nothing
struct hooks {
	void (*note)(const char *what, int value);
};
extern struct hooks hooks;
void install_hooks(void);
void note_on_stderr(const char *what, int value);
