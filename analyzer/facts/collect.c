/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes readings, gives the facts of each: workers read and answer with facts as bytes, which are turned into
 * facts here, in the order of the readings. libclang's own recovery from crashes is off: after one, a new
 * process is worth more than a doubtful old one.
 */
#include "facts/collect.h"
#include "facts/crew.h"
#include "facts/source/source.h"
#include "facts/wire.h"
#include <stdlib.h>
#include <string.h>

enum { SECONDS_A_UNIT = 120 };

struct collection {
    const struct reading *readings;
    struct intern *names;
    struct arena *arena;
    void (*done)(void *payload, uint32_t index, const struct reading_result *result);
    void *payload;
};

/* ---- in the worker ---- */

static void *begin(const struct work *work, struct arena *arena)
{
    (void)work;
    setenv("LIBCLANG_NOTHREADS", "1", 1); /* parse on this stack, not on one of 8 MiB */
    setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1", 1);
    return source_reader_new(arena);
}

static uint32_t answer(const struct work *work, void *begun, uint32_t index, struct text *bytes)
{
    struct reading reading = ((const struct reading *)work->payload)[index];
    if (reading.plain == reading.parse)
        reading.plain = NULL; /* a second try would be the same */
    struct facts facts = {.names = intern_new(bytes->arena)};
    enum reading_state state = source_read(begun, &reading, &facts, bytes->arena);
    wire_write(&facts, bytes);
    return state;
}

static void end(void *begun)
{
    source_reader_free(begun);
}

/* ---- in the parent ---- */

static void add_gap(struct facts *facts, const char *kind, const char *why, const struct reading *reading,
                    struct arena *arena)
{
    name_id file = intern_text(facts->names, reading->file);
    *array_push(&facts->gaps, arena) = (struct gap){.kind = intern_text(facts->names, kind),
                                                    .subject = file,
                                                    .why = intern_text(facts->names, why),
                                                    .place = {.file = file},
                                                    .function = NONE};
}

/*
 * The file of predefined macros ("-undef -imacros FILE") was written for this run: whoever remembers inputs
 * must not wait for it. What stands in it is part of the key of the command.
 */
static void forget_macros(struct facts *facts, const struct reading *reading)
{
    const char *const *word = reading->parse;
    while (word[0] && word[1] && (strcmp(word[0], "-undef") != 0 || strcmp(word[1], "-imacros") != 0))
        word++;
    char *real = word[0] && word[1] && word[2] ? realpath(word[2], NULL) : NULL;
    name_id file = real ? intern_find(facts->names, real) : 0;
    free(real);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < facts->inputs.count; i++)
        if (!file || facts->inputs.items[i].file != file)
            facts->inputs.items[kept++] = facts->inputs.items[i];
    facts->inputs.count = kept;
}

static const char *refuse(void *payload, uint32_t index)
{
    const struct reading *reading = &((const struct collection *)payload)->readings[index];
    if (reading->parse)
        return NULL;
    return reading->trouble ? reading->trouble : "there is no command to parse it with";
}

static void deliver(void *payload, uint32_t index, const struct crew_answer *answer)
{
    struct collection *collection = payload;
    const struct reading *reading = &collection->readings[index];
    struct reading_result result = {.state = (enum reading_state)answer->state,
                                    .milliseconds = answer->milliseconds};
    const char *why = answer->why;
    if (!why) {
        result.facts = wire_read(answer->bytes, answer->length, collection->names, collection->arena);
        why = result.facts ? NULL : CREW_DAMAGED;
    }
    if (why) {
        result.state = READING_FAILED;
        result.facts = arena_alloc(sizeof *result.facts, collection->arena);
        result.facts->names = collection->names;
        bool told = !reading->parse && reading->trouble_kind;
        add_gap(result.facts, told ? reading->trouble_kind : "unit-failed", why, reading, collection->arena);
    } else {
        forget_macros(result.facts, reading);
    }
    if (reading->note)
        add_gap(result.facts, "compiler-not-asked", reading->note, reading, collection->arena);
    collection->done(collection->payload, index, &result);
}

void collect_facts(const struct reading *readings, uint32_t count, const struct collect_options *options,
                   struct intern *names, struct arena *arena,
                   void (*done)(void *payload, uint32_t index, const struct reading_result *result),
                   void *payload)
{
    struct collection collection = {readings, names, arena, done, payload};
    struct work work = {.reader = "libclang",
                        .states = READING_FAILED + 1,
                        .payload = readings,
                        .begin = begin,
                        .answer = answer,
                        .end = end};
    struct crew_job job = {.work = &work,
                           .count = count,
                           .seconds = SECONDS_A_UNIT,
                           .title = "reading",
                           .payload = &collection,
                           .refuse = refuse,
                           .deliver = deliver};
    crew_run(&job, options, arena);
}
