/* SPDX-License-Identifier: Apache-2.0
 *
 * A unit's compile command with nothing in it that writes files or leaves code to the linker, and with what an object to
 * be read needs.
 */
#ifndef SIGVET_DISCOVER_REWRITE_H
#define SIGVET_DISCOVER_REWRITE_H

#include "discover/compile.h"
#include "discover/words.h"

/* The compiler of the options, absolute unless it is looked for on PATH; NULL: the unit's own. */
const char *rewrite_compiler(const struct compile_options *options, struct arena *arena);

/* The words but for "-o OBJECT" and where dependencies go; compiler first. */
void rewrite_command(const struct unit *unit, const struct compile_options *options, struct words *words,
                     struct arena *arena);

/*
 * Takes away the options that a compiler says it does not know; true when there were any, and none of them is among
 * `kept`, which ends in NULL. They are named between quotes.
 */
bool rewrite_without(struct words *words, const char *complaints, const char *const *kept, struct arena *arena);

#endif
