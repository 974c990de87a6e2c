/* SPDX-License-Identifier: Apache-2.0
 *
 * Gaps in the text format. Those of the whole run are one line a kind; one of several handlers is told once, with their
 * names. With -v every gap has its line.
 */
#include "base/map.h"
#include "base/text.h"
#include "report/keys.h"
#include "report/printer.h"
#include <string.h>

enum { MOST_NAMED = 3 }; /* handlers in a line, without -v */

/* Gaps that are told in one line. */
struct fold {
    uint32_t first; /* in judgement.gaps */
    uint32_t count;
    ARRAY(const char *) handlers; /* names, each once */
};

struct gaps {
    const struct printer *printer;
    struct keys *keys;
    struct map *of_run; /* keys of places and subjects of the run's gaps */
    struct map *known;  /* key -> fold */
    ARRAY(struct fold) folds;
    struct arena *arena;
};

static const struct judged_gap *gap_at(const struct gaps *gaps, uint32_t at)
{
    return &gaps->printer->judgement->gaps.items[at];
}

static uint32_t key_of_subject(const struct gaps *gaps, const struct judged_gap *gap)
{
    uint32_t key = keys_text(gaps->keys, 0, gap->spot.file);
    return keys_text(gaps->keys, keys_number(gaps->keys, key, gap->spot.line), gap->subject);
}

static const char *variant_of(const struct gaps *gaps, const struct judged_gap *gap)
{
    if (gap->handler != NONE_HANDLER)
        return gaps->printer->judgement->handlers.items[gap->handler].variant;
    return gap->variant ? gap->variant : "as built";
}

/* What gaps must have in common to be one line. */
static uint32_t key_of_line(const struct gaps *gaps, uint32_t at)
{
    const struct judged_gap *gap = gap_at(gaps, at);
    struct keys *keys = gaps->keys;
    uint32_t key = keys_text(keys, keys_text(keys, 0, gap->kind), variant_of(gaps, gap));
    if (gaps->printer->options->verbosity > 0)
        return keys_number(keys, key, at);
    if (gap->handler == NONE_HANDLER)
        return key;
    return keys_text(keys, keys_text(keys, keys_spot(keys, key, &gap->spot), gap->subject), gap->why);
}

/* Those of the whole run always; those of handlers with -v, unless the handler would look clean without them. A gap of a
 * whole unit is told of the unit. */
static bool is_wanted(const struct gaps *gaps, const struct judged_gap *gap)
{
    if (gap->handler == NONE_HANDLER)
        return true;
    const struct judged_handler *handler = &gaps->printer->judgement->handlers.items[gap->handler];
    return (gaps->printer->options->verbosity > 0 || handler->verdict == VERDICT_UNPROVEN) &&
           map_get(gaps->of_run, key_of_subject(gaps, gap)) == MAP_NONE;
}

static void add_handler(struct gaps *gaps, struct fold *fold, const struct judged_gap *gap)
{
    if (gap->handler == NONE_HANDLER)
        return;
    const char *name = gaps->printer->judgement->handlers.items[gap->handler].name;
    for (uint32_t i = 0; i < fold->handlers.count; i++)
        if (strcmp(fold->handlers.items[i], name) == 0)
            return;
    *array_push(&fold->handlers, gaps->arena) = name;
}

static void fold_gaps(struct gaps *gaps)
{
    uint32_t count = gaps->printer->judgement->gaps.count;
    for (uint32_t i = 0; i < count; i++)
        if (gap_at(gaps, i)->handler == NONE_HANDLER)
            map_set(gaps->of_run, key_of_subject(gaps, gap_at(gaps, i)), i);
    for (uint32_t i = 0; i < count; i++) {
        const struct judged_gap *gap = gap_at(gaps, i);
        if (!is_wanted(gaps, gap))
            continue;
        uint32_t *index = map_at(gaps->known, key_of_line(gaps, i));
        if (*index == MAP_NONE) {
            *index = gaps->folds.count;
            *array_push(&gaps->folds, gaps->arena) = (struct fold){.first = i};
        }
        struct fold *fold = &gaps->folds.items[*index];
        fold->count++;
        add_handler(gaps, fold, gap);
    }
}

/* What several gaps of one kind are. */
static const char *noun_of(const char *kind)
{
    static const char *const nouns[][2] = {
        {"assembler-unit", "units"},     {"bad-table-line", "lines"},   {"c++-partial", "units"},
        {"compiler-not-asked", "units"}, {"foreign-object", "objects"}, {"lto-object", "objects"},
        {"object-absent", "objects"},    {"object-doubtful", "objects"}, {"object-failed", "objects"},
        {"object-stale", "objects"},     {"parsed-as-clang", "units"},  {"unit-failed", "units"},
    };
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        if (strcmp(nouns[i][0], kind) == 0)
            return nouns[i][1];
    return "places";
}

static const char *subject_of(const struct gaps *gaps, const struct fold *fold, const struct judged_gap *gap)
{
    if (gap->handler != NONE_HANDLER || fold->count == 1)
        return printer_shown(gaps->printer, gap->subject);
    return arena_format(gaps->arena, "%u %s, %s among them", fold->count, noun_of(gap->kind),
                        printer_shown(gaps->printer, gap->subject));
}

/* "; handler on_int", "; handlers on_int, on_term and 7 more". */
static const char *handlers_of(const struct gaps *gaps, const struct fold *fold)
{
    struct text text = {.arena = gaps->arena};
    uint32_t count = fold->handlers.count, named = count > MOST_NAMED ? MOST_NAMED - 1 : count;
    for (uint32_t i = 0; i < named; i++)
        text_format(&text, "%s%s", !i ? count > 1 ? "; handlers " : "; handler " : i + 1 == count ? " and " : ", ",
                    fold->handlers.items[i]);
    if (named < count)
        text_format(&text, " and %u more", count - named);
    return text_get(&text);
}

static void print_fold(const struct gaps *gaps, const struct fold *fold)
{
    const struct printer *printer = gaps->printer;
    const struct judged_gap *gap = gap_at(gaps, fold->first);
    const char *variant = variant_of(gaps, gap);
    bool as_built = strcmp(variant, "as built") == 0;
    printer_spot(printer, &gap->spot);
    fprintf(printer->out, "%sgap:%s %s: %s%s [%s%s%s]\n", printer_colour(printer, "\033[1;33m"),
            printer_colour(printer, "\033[0m"), subject_of(gaps, fold, gap), gap->why, handlers_of(gaps, fold), gap->kind,
            as_built ? "" : ", variant ", as_built ? "" : variant);
}

void printer_gaps(const struct printer *printer)
{
    struct arena *arena = arena_new();
    struct gaps gaps = {.printer = printer,
                        .keys = keys_new(arena),
                        .of_run = map_new(arena),
                        .known = map_new(arena),
                        .arena = arena};
    fold_gaps(&gaps);
    for (uint32_t i = 0; i < gaps.folds.count; i++)
        print_fold(&gaps, &gaps.folds.items[i]);
    if (gaps.folds.count)
        fputc('\n', printer->out);
    arena_free(arena);
}
