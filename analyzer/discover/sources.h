/* SPDX-License-Identifier: Apache-2.0
 *
 * The texts of units, without a parser: which files a unit may include, and which identifiers stand where code could
 * come from them. Both are supersets of the truth (every #include counts, whatever #if is around it), so that a unit
 * that is left out is left out rightly. Each file is read once.
 */
#ifndef SIGVET_DISCOVER_SOURCES_H
#define SIGVET_DISCOVER_SOURCES_H

#include "discover/unit.h"
#include "facts/collect.h"

struct sources;

/* The units must outlive it. Files are read when first asked about. */
struct sources *sources_new(const struct units *units, struct arena *arena);

/*
 * Whether the unit's code may mention the identifier: it stands anywhere in the unit's own file or in an included file
 * that is no header; or in a header's function bodies, initialisers, lists of macro uses, or in the body of a macro or of
 * a static function whose name is mentioned (again in this sense); or ## may make it of the arguments of macros. True when in doubt: a file that
 * cannot be read, an #include whose name a macro makes. Names in the source's own spelling: what a compiler calls of its
 * own accord, or renames (puts for printf, open64), need not be mentioned.
 */
bool sources_mention(struct sources *sources, uint32_t unit, const char *identifier);

/*
 * For readings[i] of units[i], the bodies of headers' functions that nothing in the unit can run: static ones whose names
 * stand nowhere but in each other's bodies, in the sense above. None when in doubt, and none of C++.
 */
void sources_blank(struct sources *sources, const uint32_t *units, uint32_t count, struct reading *readings);

/* Whether finding these bodies costs less than reading them: by how much of a few units' texts they are. */
bool sources_blanking_pays(struct sources *sources, const uint32_t *units, uint32_t count);

/* Whether it stands in any text that units may include; much cheaper than asking of each unit, when it does not. */
bool sources_spell(struct sources *sources, const char *identifier);

/*
 * The newest of the files that the unit may include, itself among them: nanoseconds since the epoch; INT64_MAX when a
 * file cannot be told. System headers count too. *file is that file.
 */
int64_t sources_newest(struct sources *sources, uint32_t unit, const char **file);

/* All files that units may include, to read them again: a path, or NULL where there is no file to read. */
uint32_t sources_file_count(struct sources *sources);
const char *sources_file(const struct sources *sources, uint32_t index);

#endif
