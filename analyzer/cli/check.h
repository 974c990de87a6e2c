/* SPDX-License-Identifier: Apache-2.0
 *
 * The pipeline, for the commands that need it.
 */
#ifndef SIGVET_CLI_CHECK_H
#define SIGVET_CLI_CHECK_H

#include "cli/options.h"
#include "judge/judge.h"

/* Discovers, reads, links and judges; stores what it found. Ends the program when the input cannot be read at all. */
struct judgement *check_run(const struct options *options, struct arena *arena);

/* Not one unit could be read: there is nothing to tell. */
bool check_read_nothing(const struct judgement *judgement);

#endif
