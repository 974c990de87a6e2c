// The callbacks of an application.
// finds nothing
struct app_callbacks {
	void (*on_ready)(int);
	void (*on_stop)(int);
};

int app_run(const struct app_callbacks *callbacks);
