/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiled code that has no units.
 */
#ifndef SIGVET_CLI_BINARY_H
#define SIGVET_CLI_BINARY_H

#include "cli/run.h"

/* Reads the file's objects into the run; ends the program when there is no code in it. */
void binary_read(struct run *run, const char *path);

#endif
