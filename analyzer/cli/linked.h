/* SPDX-License-Identifier: Apache-2.0
 *
 * Linked programs and libraries: which units are in them, and their code for units without an object of their own.
 */
#ifndef SIGVET_CLI_LINKED_H
#define SIGVET_CLI_LINKED_H

#include "cli/run.h"

/* Finds programs in the build folder and on the command line; makes run->programs of those that hold our units. */
void linked_find(struct run *run);

/* Takes the code of these units from a linked binary, as far as its debug information tells whose it is. */
void linked_take(struct run *run, const struct object_facts *facts, const uint32_t *units, uint32_t count);

#endif
