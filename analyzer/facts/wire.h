/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts as bytes, for the pipe between a worker and its parent. Both ends are the same program, yet the bytes are
 * checked: a worker that died half way must not be believed.
 */
#ifndef SIGVET_FACTS_WIRE_H
#define SIGVET_FACTS_WIRE_H

#include "base/text.h"
#include "facts/fact.h"

/* Appends the facts to bytes. */
void wire_write(const struct facts *facts, struct text *bytes);

/* The facts, names interned again into `names`; NULL when the bytes are not whole or an index points outside. */
struct facts *wire_read(const char *bytes, size_t length, struct intern *names, struct arena *arena);

#endif
