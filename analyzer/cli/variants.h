/* SPDX-License-Identifier: Apache-2.0
 *
 * --variant: which other ways to compile the program are judged, and the units as each of them sees them.
 */
#ifndef SIGVET_CLI_VARIANTS_H
#define SIGVET_CLI_VARIANTS_H

#include "cli/run.h"

/* One that the user asked for. */
struct chosen_variant {
    const char *name;
    bool any; /* asked for by "all" only: left out when no compiler of the project has it */
    const char *flags; /* the user's own; NULL: one of variants.tbl */
    struct variant known;
};

struct chosen_variants {
    ARRAY(struct chosen_variant) items;
};

/* What the command line asks for, each once; a name that nobody knows is wrong usage. */
void variants_choose(const struct options *options, const struct catalogue *catalogue,
                     struct chosen_variants *chosen, struct arena *arena);

/* Whether the variant is to be judged for these units. */
bool variants_wants(const struct run *built, const struct chosen_variant *chosen);

/* A run of the variant, not begun; `built` is finished but for its judgement. */
struct run variants_run(const struct run *built, const struct chosen_variant *chosen);

#endif
