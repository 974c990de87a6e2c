/* SPDX-License-Identifier: Apache-2.0
 *
 * The texts of units, without a parser: which files a unit may include, and which identifiers stand where code could
 * come from them. Both are supersets of the truth (every #include counts, whatever #if is around it), so that a unit
 * that is left out is left out rightly. Each file is read once.
 */
#ifndef SIGVET_DISCOVER_SOURCES_H
#define SIGVET_DISCOVER_SOURCES_H

#include "discover/unit.h"

struct sources;

/* The units must outlive it. Files are read when first asked about. */
struct sources *sources_new(const struct units *units, struct arena *arena);

/*
 * Whether the unit's code may mention the identifier: it stands anywhere in the unit's own file or in an included file
 * that is no header, or in a header's macro bodies, function bodies, initialisers or lists of macro uses. True when in
 * doubt: a file that cannot be read, an #include whose name a macro makes.
 */
bool sources_mention(struct sources *sources, uint32_t unit, const char *identifier);

/*
 * The newest of the files that the unit may include, itself among them: nanoseconds since the epoch; INT64_MAX when a
 * file cannot be told. System headers count too. *file is that file.
 */
int64_t sources_newest(struct sources *sources, uint32_t unit, const char **file);

#endif
