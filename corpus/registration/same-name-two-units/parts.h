// What main.c calls.
// finds nothing
void client_start(void);
void server_start(void);
