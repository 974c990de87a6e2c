/* SPDX-License-Identifier: Apache-2.0
 *
 * From the macros that a compiler predefines: a text that makes clang take itself for that compiler, and the
 * options that follow from them. One idea: what the compiler says of itself is better than what its options
 * seem to say.
 */
#ifndef SIGVET_DISCOVER_MACROS_H
#define SIGVET_DISCOVER_MACROS_H

#include "base/intern.h"
#include "discover/words.h"

struct macros {
    const char *text;     /* #define lines for clang */
    struct words options; /* -std, -fgnuc-version, … */
    struct intern *names; /* of all macros that the compiler predefines */
    bool clang;           /* it is a clang */
};

/* From the output of CC -dM -E; false when that is no list of macros of a compiler sigvet knows. */
bool macros_read(const char *output, bool cxx, struct macros *macros, struct arena *arena);

#endif
