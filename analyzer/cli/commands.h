/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands, one a file, from commands.def.
 */
#ifndef SIGVET_CLI_COMMANDS_H
#define SIGVET_CLI_COMMANDS_H

#include "cli/options.h"

/* Each returns an exit code. */
#define COMMAND(name, summary) int command_##name(const struct options *options, struct arena *arena);
#include "cli/commands.def"
#undef COMMAND

#endif
