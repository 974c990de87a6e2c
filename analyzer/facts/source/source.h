/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts of one unit's source, by libclang. The only folder that includes libclang.
 */
#ifndef SIGVET_FACTS_SOURCE_SOURCE_H
#define SIGVET_FACTS_SOURCE_SOURCE_H

#include "facts/collect.h"

/* One per process: libclang's index. Made in the worker, after the fork. */
struct source_reader;

struct source_reader *source_reader_new(struct arena *arena);
void source_reader_free(struct source_reader *reader);

/*
 * Parses and reads one unit into facts, whose arrays and names live in the arena. Never fails: what cannot be
 * read is a gap. Returns READING_WHOLE, READING_PARTIAL (errors in it) or READING_FAILED (no syntax tree at
 * all).
 */
enum reading_state source_read(struct source_reader *reader, const struct reading *reading,
                               struct facts *facts, struct arena *arena);

#endif
