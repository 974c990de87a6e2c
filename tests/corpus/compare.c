/* SPDX-License-Identifier: Apache-2.0
 *
 * Annotations against views, both ways: what is annotated and not reported fails, and the reverse. First the exact
 * matches (with callee, cause and witness), then those that leave some of these open, then what is left over on either side.
 */
#include "corpus.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

struct comparison {
    const struct test_case *test;
    const struct build *build;
    struct annotations *annotations;
    struct views *views;
    struct verdicts *verdicts;
    struct arena *arena;
};

/* A line that waits to be put in order. */
struct complaint {
    const char *file;
    uint32_t line;
    const char *text;
};

struct complaints {
    ARRAY(struct complaint) items;
};

/* The gaps that annotations may name; others may come and go. */
static const char *const gap_kinds[] = {
    "assembler-unit", "calls-untold",  "does-not-parse",  "foreign-object",  "inline-asm",     "lost-flow",
    "lto-object",     "nested-function", "no-line-table", "object-absent",   "object-doubtful", "object-failed",
    "object-stale",   "parsed-as-clang", "unit-failed",   "unknown-callee",  "unresolved-call",
};

struct tally *tally_of(struct verdicts *verdicts, const char *rule, struct arena *arena)
{
    for (uint32_t i = 0; i < verdicts->tallies.count; i++)
        if (strcmp(verdicts->tallies.items[i].rule, rule) == 0)
            return &verdicts->tallies.items[i];
    struct tally *tally = array_push(&verdicts->tallies, arena);
    tally->rule = rule;
    return tally;
}

static bool is_about_finding(const struct annotation *annotation)
{
    return annotation->kind <= EXPECT_WRONGLY_FINDS;
}

static bool same_place(const struct annotation *annotation, const struct row *row)
{
    return annotation->line == row->line && strcmp(annotation->file, row->file) == 0 &&
           strcmp(annotation->what, row->what) == 0;
}

/* "hidden-call of memcpy because struct copy via on_int > memcpy", as far as it is said. */
static const char *finding_text(const char *rule, const char *callee, const char *cause, const char *chain,
                                struct arena *arena)
{
    return arena_format(arena, "%s%s%s%s%s%s%s", rule, *callee ? " of " : "", callee, *cause ? " because " : "",
                        cause, *chain ? " via " : "", chain);
}

/* The callee is the last of the chain: named only where there is none. */
static const char *row_text(const struct row *row, struct arena *arena)
{
    return finding_text(row->what, *row->chain ? "" : row->callee, row->cause, row->chain, arena);
}

static void complain(struct comparison *comparison, struct complaints *complaints, const char *file, uint32_t line,
                     const char *text)
{
    *array_push(&complaints->items, comparison->arena) = (struct complaint){file, line, text};
}

/* ---- findings ---- */

enum { MOST_SAID = 3 };

/* How much an annotation says of a finding besides rule and place. */
static int said(const struct annotation *annotation)
{
    return !!*annotation->chain + !!*annotation->callee + !!*annotation->cause;
}

static bool is_open_or(const char *glob, const char *text)
{
    return !*glob || fnmatch(glob, text, 0) == 0;
}

/* Is the row what the annotation means? */
static bool finding_matches(const struct annotation *annotation, const struct row *row)
{
    return same_place(annotation, row) && is_open_or(annotation->callee, row->callee) &&
           is_open_or(annotation->cause, row->cause) &&
           (!*annotation->chain || strcmp(annotation->chain, row->chain) == 0);
}

/* Those that say so much take theirs. */
static void claim_findings(struct comparison *comparison, int much)
{
    for (uint32_t i = 0; i < comparison->annotations->items.count; i++) {
        struct annotation *annotation = &comparison->annotations->items.items[i];
        if (!is_about_finding(annotation) || annotation->kind == EXPECT_QUIET || annotation->met ||
            said(annotation) != much)
            continue;
        for (uint32_t r = 0; r < comparison->views->findings.items.count && !annotation->met; r++) {
            struct row *row = &comparison->views->findings.items.items[r];
            if (!row->claimed && finding_matches(annotation, row))
                row->claimed = annotation->met = true;
        }
    }
}

/* A finding of this rule at this line that nobody claimed, or NULL. */
static struct row *unclaimed(struct rows *rows, const struct annotation *annotation)
{
    for (uint32_t i = 0; i < rows->items.count; i++)
        if (!rows->items.items[i].claimed && same_place(annotation, &rows->items.items[i]))
            return &rows->items.items[i];
    return NULL;
}

/* What was found in place of what was expected; claims it, so that it is told once. */
static const char *found_instead(struct comparison *comparison, const struct annotation *annotation)
{
    struct row *row = unclaimed(&comparison->views->findings, annotation);
    if (!row)
        return "nothing";
    row->claimed = true;
    return row_text(row, comparison->arena);
}

static void judge_finding(struct comparison *comparison, struct complaints *complaints, struct annotation *annotation)
{
    struct tally *tally = tally_of(comparison->verdicts, annotation->what, comparison->arena);
    const char *expected = finding_text(annotation->what, annotation->callee, annotation->cause, annotation->chain,
                                        comparison->arena);
    const char *text = NULL;
    switch (annotation->kind) {
    case EXPECT_FINDS:
        tally->finds++;
        tally->found += annotation->met;
        if (!annotation->met)
            text = arena_format(comparison->arena, "expected %s, found %s", expected,
                                found_instead(comparison, annotation));
        break;
    case EXPECT_QUIET:
        tally->quiet++;
        tally->kept_quiet += !unclaimed(&comparison->views->findings, annotation);
        break;
    case EXPECT_MISSES:
        tally->misses += !annotation->met;
        if (annotation->met)
            text = arena_format(comparison->arena, "%s is found now: make its 'misses' a 'finds'", expected);
        break;
    case EXPECT_WRONGLY_FINDS:
        tally->wrongly += annotation->met;
        if (!annotation->met)
            text = arena_format(comparison->arena, "%s is found no more: make its 'wrongly-finds' a 'quiet'",
                                expected);
        break;
    default:
        break;
    }
    if (text)
        complain(comparison, complaints, annotation->file, annotation->line, text);
}

static bool is_quiet(const struct comparison *comparison, const struct row *row)
{
    for (uint32_t i = 0; i < comparison->annotations->items.count; i++)
        if (comparison->annotations->items.items[i].kind == EXPECT_QUIET &&
            same_place(&comparison->annotations->items.items[i], row))
            return true;
    return false;
}

static void compare_findings(struct comparison *comparison, struct complaints *complaints)
{
    struct rows *findings = &comparison->views->findings;
    for (int much = MOST_SAID; much >= 0; much--)
        claim_findings(comparison, much);
    for (uint32_t i = 0; i < comparison->annotations->items.count; i++)
        if (is_about_finding(&comparison->annotations->items.items[i]))
            judge_finding(comparison, complaints, &comparison->annotations->items.items[i]);
    for (uint32_t i = 0; i < findings->items.count; i++) {
        const struct row *row = &findings->items.items[i];
        if (row->claimed)
            continue;
        tally_of(comparison->verdicts, row->what, comparison->arena)->unexpected++;
        complain(comparison, complaints, row->file, row->line,
                 arena_format(comparison->arena, "found %s, expected %s",
                              row_text(row, comparison->arena),
                              is_quiet(comparison, row) ? "quiet" : "nothing"));
    }
}

/* ---- handlers ---- */

static const char *handler_text(const char *name, const char *signals, const char *verdict, struct arena *arena)
{
    return arena_format(arena, "handler %s %s%s%s", name, signals, *verdict ? " " : "", verdict);
}

static bool is_about_handler(const struct annotation *annotation)
{
    return annotation->kind == EXPECT_HANDLER || annotation->kind == EXPECT_WRONGLY_HANDLER;
}

/* What source alone calls clean is proved when its code is there. */
static bool verdict_matches(const struct comparison *comparison, const char *expected, const char *found)
{
    if (strcmp(expected, "clean") == 0 && comparison->build->compiled)
        return strcmp(found, "proved") == 0;
    if (strcmp(expected, "clean-only") == 0)
        return strcmp(found, "clean") == 0;
    return !*expected || strcmp(expected, found) == 0;
}

static bool handler_matches(const struct comparison *comparison, const struct annotation *annotation,
                            const struct row *row)
{
    return same_place(annotation, row) && strcmp(annotation->chain, row->chain) == 0 &&
           verdict_matches(comparison, annotation->verdict, row->verdict);
}

static void claim_handlers(struct comparison *comparison)
{
    for (uint32_t i = 0; i < comparison->annotations->items.count; i++) {
        struct annotation *annotation = &comparison->annotations->items.items[i];
        for (uint32_t r = 0; r < comparison->views->handlers.items.count && !annotation->met; r++) {
            struct row *row = &comparison->views->handlers.items.items[r];
            if (is_about_handler(annotation) && !row->claimed && handler_matches(comparison, annotation, row))
                row->claimed = annotation->met = true;
        }
    }
}

/* What is wrong with an annotation of a handler, or NULL. */
static const char *judge_handler(struct comparison *comparison, const struct annotation *annotation)
{
    struct arena *arena = comparison->arena;
    struct tally *tally = tally_of(comparison->verdicts, "handler", arena);
    const char *expected = handler_text(annotation->what, annotation->chain, annotation->verdict, arena);
    if (annotation->kind == EXPECT_WRONGLY_HANDLER) {
        tally->wrongly += annotation->met;
        return annotation->met ? NULL
                               : arena_format(arena, "%s is found no more: drop its 'wrongly-handler'", expected);
    }
    tally->finds++;
    tally->found += annotation->met;
    if (annotation->met)
        return NULL;
    struct row *row = unclaimed(&comparison->views->handlers, annotation);
    const char *found = row ? handler_text(row->what, row->chain, row->verdict, arena) : "nothing";
    if (row)
        row->claimed = true;
    return arena_format(arena, "expected %s, found %s", expected, found);
}

static void compare_handlers(struct comparison *comparison, struct complaints *complaints)
{
    claim_handlers(comparison);
    for (uint32_t i = 0; i < comparison->annotations->items.count; i++) {
        const struct annotation *annotation = &comparison->annotations->items.items[i];
        const char *text = is_about_handler(annotation) ? judge_handler(comparison, annotation) : NULL;
        if (text)
            complain(comparison, complaints, annotation->file, annotation->line, text);
    }
    for (uint32_t i = 0; i < comparison->views->handlers.items.count; i++) {
        const struct row *row = &comparison->views->handlers.items.items[i];
        if (row->claimed)
            continue;
        tally_of(comparison->verdicts, "handler", comparison->arena)->unexpected++;
        complain(comparison, complaints, row->file, row->line,
                 arena_format(comparison->arena, "found %s, expected nothing",
                              handler_text(row->what, row->chain, row->verdict, comparison->arena)));
    }
}

/* ---- gaps ---- */

static bool gaps_count(const struct comparison *comparison)
{
    bool annotated = strcmp(comparison->test->theme, "gap") == 0;
    for (uint32_t i = 0; i < comparison->annotations->items.count; i++)
        annotated |= comparison->annotations->items.items[i].kind == EXPECT_GAP;
    return annotated;
}

static bool is_known_gap(const char *kind)
{
    for (size_t i = 0; i < sizeof gap_kinds / sizeof *gap_kinds; i++)
        if (strcmp(gap_kinds[i], kind) == 0)
            return true;
    return false;
}

static void compare_gaps(struct comparison *comparison, struct complaints *complaints)
{
    struct rows *gaps = &comparison->views->gaps;
    if (!gaps_count(comparison))
        return;
    for (uint32_t i = 0; i < comparison->annotations->items.count; i++) {
        const struct annotation *annotation = &comparison->annotations->items.items[i];
        if (annotation->kind != EXPECT_GAP)
            continue;
        struct row *row = unclaimed(gaps, annotation);
        if (row)
            row->claimed = true;
        else
            complain(comparison, complaints, annotation->file, annotation->line,
                     arena_format(comparison->arena, "expected gap %s, found nothing", annotation->what));
    }
    for (uint32_t i = 0; i < gaps->items.count; i++) {
        const struct row *row = &gaps->items.items[i];
        if (!row->claimed && is_known_gap(row->what))
            complain(comparison, complaints, row->file, row->line,
                     arena_format(comparison->arena, "found gap %s, expected nothing", row->what));
    }
}

/* ---- edges ---- */

static struct row *find_call(struct rows *calls, const char *edge)
{
    for (uint32_t i = 0; i < calls->items.count; i++)
        if (strcmp(calls->items.items[i].what, edge) == 0)
            return &calls->items.items[i];
    return NULL;
}

static void compare_calls(struct comparison *comparison, struct complaints *complaints)
{
    struct rows *calls = &comparison->views->calls;
    uint32_t line = 0;
    for (const char *at = comparison->test->graph; *at; at += strspn(at, "\n")) {
        const char *edge = arena_copy(at, strcspn(at, "\n"), comparison->arena);
        at += strlen(edge);
        line++;
        bool holds = brackets_cut(comparison->test, comparison->build, &edge, comparison->arena);
        struct row *row = find_call(calls, edge);
        if (row && holds)
            row->claimed = true;
        else if (holds)
            complain(comparison, complaints, "graph.expected", line,
                     arena_format(comparison->arena, "expected %s, found nothing", edge));
    }
    for (uint32_t i = 0; i < calls->items.count; i++)
        if (!calls->items.items[i].claimed)
            complain(comparison, complaints, "graph.expected", line,
                     arena_format(comparison->arena, "found %s, expected nothing", calls->items.items[i].what));
}

/* ---- all ---- */

static int compare_complaints(const void *left, const void *right)
{
    const struct complaint *a = left, *b = right;
    int order = strcmp(a->file, b->file);
    if (!order)
        order = a->line < b->line ? -1 : a->line > b->line;
    return order ? order : strcmp(a->text, b->text);
}

void compare_all(const struct test_case *test, const struct build *build, struct annotations *annotations,
                 struct views *views, struct verdicts *verdicts, struct arena *arena)
{
    struct comparison comparison = {.test = test,
                                    .build = build,
                                    .annotations = annotations,
                                    .views = views,
                                    .verdicts = verdicts,
                                    .arena = arena};
    struct complaints complaints = {0};
    compare_findings(&comparison, &complaints);
    compare_handlers(&comparison, &complaints);
    compare_gaps(&comparison, &complaints);
    if (test->graph)
        compare_calls(&comparison, &complaints);
    if (complaints.items.count)
        qsort(complaints.items.items, complaints.items.count, sizeof *complaints.items.items, compare_complaints);
    for (uint32_t i = 0; i < complaints.items.count; i++) {
        const struct complaint *complaint = &complaints.items.items[i];
        const char *slash = complaint->file[0] == '/' ? "" : test->shown;
        *array_push(&verdicts->failures, arena) =
            arena_format(arena, "%s%s%s:%u: %s", slash, *slash ? "/" : "", complaint->file, complaint->line,
                         complaint->text);
    }
}
