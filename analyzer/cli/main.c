/* SPDX-License-Identifier: Apache-2.0
 *
 * sigvet: reads the command line and runs one command.
 */
#include "cli/commands.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A closed standard stream must not become the database's file descriptor. */
static void keep_standard_streams(void)
{
    for (int stream = 0; stream <= 2; stream++)
        if (fcntl(stream, F_GETFD) < 0 && errno == EBADF)
            (void)open("/dev/null", stream ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
    keep_standard_streams();
    struct arena *arena = arena_new();
    struct options options;
    options_read(argc, argv, &options, arena);
    int code = -1;
#define COMMAND(name, summary)                \
    if (strcmp(options.command, #name) == 0)  \
        code = command_##name(&options, arena);
#include "cli/commands.def"
#undef COMMAND
    if (code < 0)
        usage_error("no command '%s'; there are check, explain, graph, rules and verify", options.command);
    arena_free(arena);
    return code;
}
