/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs units' own compile commands with another output, with debug information and without link-time optimisation: the
 * only place where something that the project names is executed, and only when the user asked for it (--compile,
 * --variant). Objects are kept in a folder and made anew only when the command or a file they came from changed.
 */
#ifndef SIGVET_DISCOVER_COMPILE_H
#define SIGVET_DISCOVER_COMPILE_H

#include "discover/unit.h"

struct compile_options {
    const char *folder;       /* where objects are kept; made when missing */
    const char *const *flags; /* of the variant, put behind the unit's own; NULL behind */
    const char *compiler;     /* in place of the unit's own; NULL: the unit's own */
    uint32_t workers;         /* 0: one a core */
    uint32_t seconds;         /* a unit may take; 0: 300 */
    bool progress;
};

struct compiled {
    const char *object; /* NULL: did not compile */
    const char *why;    /* it did not: the compiler's first error line */
    bool cached;
};

/* Compiles the units (indices in units->items), in parallel; results[i] is of chosen[i]. */
void compile_units(const struct units *units, const uint32_t *chosen, uint32_t count,
                   const struct compile_options *options, struct compiled *results, struct arena *arena);

/* The units as a variant sees them: the same files with the flags (and the compiler) of the options in their commands,
 * so that they are parsed as that variant is compiled; objects NULL. Same order and count. */
struct units *compile_variant(const struct units *units, const struct compile_options *options,
                              const struct discover_options *how, struct arena *arena);

#endif
