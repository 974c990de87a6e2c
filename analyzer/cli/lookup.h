/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose definition a name means, for code that asks: a unit, or an image (a library, an archive, what a program was linked of).
 */
#ifndef SIGVET_CLI_LOOKUP_H
#define SIGVET_CLI_LOOKUP_H

#include "cli/images.h"
#include "catalogue/catalogue.h"

/* Who asks: code of `asker`, or, NONE, of a unit; as it is loaded with each of these roots. */
struct asking_code {
    uint32_t asker;
    const uint32_t *roots;
    uint32_t root_count;
};

struct looked_up {
    uint32_t image;      /* whose code it is; NONE: not known */
    uint64_t address;    /* 0: of an archive */
    bool in_program;     /* a definition among the units comes first */
    const char *missing; /* image NONE: a library that was not found and may define it; NULL */
};

/* All that it may mean, each once; how many, at most `most`. Of the C library, and of nobody: none. */
uint32_t lookup_name(struct images *images, const struct catalogue *catalogue, const struct asking_code *code,
                     const char *name, struct looked_up *found, uint32_t most);

#endif
