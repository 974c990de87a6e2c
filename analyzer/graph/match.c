/* SPDX-License-Identifier: Apache-2.0
 *
 * Hidden or written: takes the direct calls of a node's compiled code and finds for each the call of the source that it
 * is, by function (inlined ones too), line and callee. Calls are matched, not names: a copy that is written beside a call
 * of memcpy on one line takes its own. What is left over is hidden.
 */
#include "graph/build.h"
#include <string.h>

enum { MOST_DEPTH = 3 }; /* of inlining that DWARF does not tell */

/* The sites of one node under matching. */
struct matching {
    struct build *build;
    const struct object_site *sites;
    struct match *matches;
    uint32_t *functions; /* site -> source function; NONE */
    uint32_t count;
};

static const struct facts *facts_of(const struct matching *matching, const struct object_site *site)
{
    return matching->build->graph->units[site->unit].facts;
}

static const struct hidden *copy_row(const struct matching *matching, const struct object_site *site, bool *any)
{
    const struct build *build = matching->build;
    const struct hidden *rows[8];
    const char *symbol = intern_get(build->graph->names, site_symbol(build, site));
    uint32_t count = catalogue_hidden(build->catalogue, symbol, build->graph->units[site->unit].compiler, rows, 8);
    *any = count > 0;
    for (uint32_t i = 0; i < count && i < 8; i++)
        if (rows[i]->kind == HIDDEN_COPY)
            return rows[i];
    return NULL;
}

/* How well a copy of the source fits the site, 0: not at all. Elsewhere than at the line only its size can tell. */
static uint32_t fit_of(const struct object_site *site, const struct copy *copy, bool sized, uint64_t bytes)
{
    bool same_size = sized && copy->bytes == bytes;
    if (copy->place.line != site->place.line)
        return same_size ? 1 : 0;
    return 2 + (same_size ? 2U : 0U) + (site->place.column && copy->place.column == site->place.column ? 1U : 0U);
}

/* More than one object of the copy's size at once: a loop around the copy became the call. */
static bool is_loop(const struct matching *matching, const struct object_site *site, uint32_t construct)
{
    uint64_t bytes, one = construct == NONE ? 0 : facts_of(matching, site)->copies.items[construct].bytes;
    return one && site_size(matching->build, site, &bytes) && bytes > one && bytes % one == 0;
}

/* A copy that is written at the site's line, the one whose size or column fits best; NONE. Anywhere: or on another line
 * of the function, of the same size. */
static uint32_t construct_at(const struct matching *matching, const struct object_site *site, uint32_t function,
                             bool anywhere, bool *sure)
{
    const struct facts *facts = facts_of(matching, site);
    uint64_t bytes = 0;
    bool sized = site_size(matching->build, site, &bytes);
    uint32_t best = NONE, best_fit = anywhere ? 0 : 1;
    for (uint32_t i = 0; i < facts->copies.count; i++) {
        const struct copy *copy = &facts->copies.items[i];
        uint32_t fit = copy->function == function ? fit_of(site, copy, sized, bytes) : 0;
        if (fit > best_fit) {
            best = i;
            best_fit = fit;
        }
    }
    *sure = best_fit > 2;
    return best;
}

/* ---- at the line ---- */

/* The call of the source at this line that the site is; the one at its column if there are several. */
static uint32_t written_at(const struct matching *matching, const struct object_site *site, uint32_t function,
                           uint32_t *how_many, bool *at_column)
{
    const struct build *build = matching->build;
    const struct facts *facts = facts_of(matching, site);
    uint32_t best = NONE, first, end = site_calls_of(build, site->unit, function, &first);
    *how_many = 0;
    *at_column = false;
    for (uint32_t i = first; i < end; i++) {
        uint32_t index = build->units[site->unit].calls_of[i];
        const struct call *call = &facts->calls.items[index];
        if (!site_at(call, site->place.line) || !site_calls(build, site, index))
            continue;
        ++*how_many;
        bool here = site->place.column && call->place.column == site->place.column;
        if (best == NONE || (here && !*at_column))
            best = index;
        *at_column |= here;
    }
    return best;
}

static bool same_instance(const struct matching *matching, uint32_t one, uint32_t other)
{
    const struct object_site *a = &matching->sites[one], *b = &matching->sites[other];
    return matching->functions[one] == matching->functions[other] && a->place.line == b->place.line &&
           a->chain_count == b->chain_count && site_symbol(matching->build, a) == site_symbol(matching->build, b) &&
           (!a->chain_count || (a->chain[0].place.line == b->chain[0].place.line &&
                                a->chain[0].place.column == b->chain[0].place.column));
}

/* How many sites before this one took a written call of the same line. */
static uint32_t taken_before(const struct matching *matching, uint32_t at)
{
    uint32_t taken = 0;
    for (uint32_t i = 0; i < at; i++)
        taken += matching->matches[i].kind == MATCH_WRITTEN && same_instance(matching, i, at);
    return taken;
}

static bool match_line(struct matching *matching, uint32_t at)
{
    const struct object_site *site = &matching->sites[at];
    struct match *match = &matching->matches[at];
    uint32_t function = matching->functions[at], how_many;
    bool at_column, any, sure = false;
    if (function == NONE || !site->place.line)
        return false;
    uint32_t written = written_at(matching, site, function, &how_many, &at_column);
    if (written == NONE)
        return false;
    uint32_t construct = copy_row(matching, site, &any) ? construct_at(matching, site, function, false, &sure) : NONE;
    bool used_up = construct != NONE && taken_before(matching, at) >= how_many;
    if (construct != NONE && !at_column && (sure || used_up)) {
        *match = (struct match){.kind = MATCH_HIDDEN, .call = NONE, .construct = construct, .doubtful = !sure};
        return true;
    }
    *match = (struct match){.kind = MATCH_WRITTEN,
                            .call = written,
                            .construct = NONE,
                            .doubtful = construct != NONE && !at_column};
    matching->build->units[site->unit].told[written] = TOLD_MATCHED;
    return true;
}

/* ---- elsewhere ---- */

/* A call of the same callee on another line of the function; one that nothing matched goes first. */
static uint32_t written_elsewhere(const struct matching *matching, const struct object_site *site, uint32_t function,
                                  bool *matched)
{
    const struct build *build = matching->build;
    uint32_t best = NONE, first, end = site_calls_of(build, site->unit, function, &first);
    *matched = true;
    for (uint32_t i = first; i < end; i++) {
        uint32_t index = build->units[site->unit].calls_of[i];
        if (!site_calls(build, site, index))
            continue;
        bool told = build->units[site->unit].told[index] == TOLD_MATCHED;
        if (best == NONE || (*matched && !told)) {
            best = index;
            *matched = told;
        }
    }
    return best;
}

/* Does the call stand inside another one that is at this line? gcc gives an argument's call the place of the outer. */
static bool is_enclosed(const struct matching *matching, const struct object_site *site, uint32_t function,
                        uint32_t index)
{
    const struct build *build = matching->build;
    const struct facts *facts = facts_of(matching, site);
    const struct call *inner = &facts->calls.items[index];
    uint32_t first, end = site_calls_of(build, site->unit, function, &first);
    for (uint32_t i = first; i < end; i++) {
        const struct call *outer = &facts->calls.items[build->units[site->unit].calls_of[i]];
        if (outer != inner && site_at(outer, site->place.line) && site_at(outer, inner->place.line))
            return true;
    }
    return false;
}

/* The same in the functions of the unit that a function calls, and those that they call: inlined, where DWARF does not
 * say so (gcc forgets it for code that it moved). */
static uint32_t written_below(const struct matching *matching, const struct object_site *site, uint32_t function,
                              uint32_t depth)
{
    const struct build *build = matching->build;
    const struct facts *facts = facts_of(matching, site);
    const struct linked_unit *linked = &build->units[site->unit];
    uint32_t found = NONE, first, end = site_calls_of(build, site->unit, function, &first);
    for (uint32_t i = first; i < end && found == NONE; i++) {
        uint32_t callee = facts->calls.items[linked->calls_of[i]].callee;
        bool matched;
        if (callee == NONE || callee == function || linked->node_of[callee] == NONE ||
            facts->functions.items[callee].flags & FUNCTION_NOINLINE)
            continue;
        found = written_elsewhere(matching, site, callee, &matched);
        if (found == NONE && depth)
            found = written_below(matching, site, callee, depth - 1);
    }
    return found;
}

/* The same in the functions into whose code this text was inlined: calls on several paths that became one have the place
 * of any of them. */
static uint32_t written_around(const struct matching *matching, const struct object_site *site)
{
    const struct build *build = matching->build;
    uint32_t found = NONE;
    for (uint32_t i = 1; i <= site->chain_count && found == NONE; i++) {
        uint32_t node = i < site->chain_count ? match_inlined(build, site->unit, &site->chain[i]) : site->node;
        bool matched;
        if (node != NONE && build->graph->nodes.items[node].unit == site->unit &&
            build->graph->nodes.items[node].function != NONE)
            found = written_elsewhere(matching, site, build->graph->nodes.items[node].function, &matched);
    }
    return found;
}

/* Has the target a body in the program? */
static bool is_program(const struct build *build, const struct object_site *site)
{
    return site->targets.count &&
           !graph_is_foreign(&build->graph->nodes.items[build->targets.items[site->targets.first]]);
}

/* A call at the line that the compiler may have turned into one of a function of the program: through a pointer that it
 * knew, or of a function with the same code that is not in the object. */
static uint32_t turned_at(const struct matching *matching, const struct object_site *site, uint32_t function)
{
    const struct build *build = matching->build;
    const struct facts *facts = facts_of(matching, site);
    const struct linked_unit *linked = &build->units[site->unit];
    uint32_t first, end = site_calls_of(build, site->unit, function, &first);
    for (uint32_t i = first; i < end; i++) {
        uint32_t index = linked->calls_of[i];
        const struct call *call = &facts->calls.items[index];
        if (!site_at(call, site->place.line))
            continue;
        if (call->callee == NONE)
            return index;
        uint32_t node = linked->node_of[call->callee];
        if (node != NONE && !build->graph->nodes.items[node].body_count)
            return index;
    }
    return NONE;
}

/* A call of it by any function of the unit, for when lines cannot tell; NONE. */
static uint32_t written_in_unit(const struct matching *matching, const struct object_site *site)
{
    const struct facts *facts = facts_of(matching, site);
    for (uint32_t i = 0; i < facts->calls.count; i++)
        if (site_calls(matching->build, site, i))
            return i;
    return NONE;
}

static void take(struct matching *matching, uint32_t at, uint32_t call)
{
    matching->matches[at] =
        (struct match){.kind = MATCH_WRITTEN, .call = call, .construct = NONE, .doubtful = true};
    matching->build->units[matching->sites[at].unit].told[call] = TOLD_MATCHED;
}

/* No function, or no line table: only what nobody in the unit calls is surely hidden. */
static void match_blind(struct matching *matching, uint32_t at)
{
    bool any, matched;
    const struct object_site *site = &matching->sites[at];
    uint32_t function = matching->functions[at];
    copy_row(matching, site, &any);
    uint32_t call = function == NONE ? NONE : written_elsewhere(matching, site, function, &matched);
    if (call == NONE)
        call = written_in_unit(matching, site);
    if (call != NONE && !any)
        take(matching, at, call);
    else
        matching->matches[at] = (struct match){.kind = call == NONE ? MATCH_HIDDEN : MATCH_UNTOLD,
                                               .call = NONE,
                                               .construct = NONE};
}

/* Calls that the source makes and the facts lack: in assembler text, around a nested function, behind an error. */
static bool has_unread_calls(const struct matching *matching, const struct object_site *site, uint32_t function)
{
    const struct facts *facts = facts_of(matching, site);
    for (uint32_t i = 0; i < facts->assemblies.count; i++)
        if (facts->assemblies.items[i].function == function && facts->assemblies.items[i].may_call)
            return true;
    for (uint32_t i = 0; i < facts->gaps.count; i++)
        if (facts->gaps.items[i].function == function)
            return true;
    return facts->functions.items[function].flags & FUNCTION_INCOMPLETE;
}

static void match_left(struct matching *matching, uint32_t at)
{
    struct build *build = matching->build;
    const struct object_site *site = &matching->sites[at];
    uint32_t function = matching->functions[at];
    bool any, matched = false, sure = false;
    if (function == NONE || (!site->place.line && !(build->graph->objects[site->object].facts->flags & OBJECT_DEBUG))) {
        match_blind(matching, at);
        return;
    }
    const struct hidden *copy = copy_row(matching, site, &any);
    uint32_t construct = copy ? construct_at(matching, site, function, false, &sure) : NONE;
    uint32_t elsewhere = construct == NONE ? written_elsewhere(matching, site, function, &matched) : NONE;
    bool enclosed = elsewhere != NONE && is_enclosed(matching, site, function, elsewhere);
    bool lost = !site->place.line; /* clang's place of several calls that became one */
    if (elsewhere != NONE && (enclosed || !matched || !any || lost)) {
        take(matching, at, elsewhere);
        matching->matches[at].doubtful = !enclosed;
        return;
    }
    uint32_t turned = is_program(build, site) ? turned_at(matching, site, function) : NONE;
    if (turned == NONE && (!any || (lost && construct == NONE)))
        turned = written_below(matching, site, function, MOST_DEPTH);
    if (turned == NONE && !any)
        turned = written_around(matching, site);
    if (turned != NONE) {
        take(matching, at, turned);
        return;
    }
    if (copy && construct == NONE)
        construct = construct_at(matching, site, function, true, &sure);
    bool unread = !any && has_unread_calls(matching, site, function);
    matching->matches[at] = (struct match){.kind = unread ? MATCH_WRITTEN : MATCH_HIDDEN,
                                           .call = NONE,
                                           .construct = is_loop(matching, site, construct) ? NONE : construct,
                                           .doubtful = elsewhere != NONE || unread};
}

/* Without source: a symbol that compilers call and people do not. (Of printf, __printf_chk is what people call.) */
static bool is_never_written(const struct build *build, const struct object_site *site)
{
    const struct hidden *rows[8];
    const char *symbol = intern_get(build->graph->names, site_symbol(build, site));
    enum compiler_family compiler = site->unit == NONE ? COMPILER_UNKNOWN : build->graph->units[site->unit].compiler;
    uint32_t count = catalogue_hidden(build->catalogue, symbol, compiler, rows, 8);
    if (!count || strcmp(catalogue_canonical(build->catalogue, symbol), symbol) != 0 ||
        catalogue_knows(build->catalogue, symbol))
        return false;
    switch (rows[0]->kind) {
    case HIDDEN_SANITIZER:
    case HIDDEN_PROFILE:
    case HIDDEN_STACK_CHECK:
    case HIDDEN_HARDENING:
    case HIDDEN_TLS:
        return true;
    default:
        return false;
    }
}

void match_sites(struct build *build, const struct object_site *sites, uint32_t count, struct match *matches)
{
    struct matching matching = {.build = build, .sites = sites, .matches = matches, .count = count};
    matching.functions = arena_array(count, sizeof(uint32_t), build->arena);
    for (uint32_t i = 0; i < count; i++) {
        matches[i] = (struct match){.kind = MATCH_NONE, .call = NONE, .construct = NONE};
        if (sites[i].unit == NONE || !build->graph->units[sites[i].unit].facts->functions.count) {
            bool never = is_never_written(build, &sites[i]);
            matches[i].kind = never ? MATCH_HIDDEN : MATCH_UNTOLD;
            matches[i].doubtful = never;
            continue;
        }
        site_index(build, sites[i].unit);
        matching.functions[i] = site_function(build, &sites[i]);
        match_line(&matching, i);
    }
    for (uint32_t i = 0; i < count; i++)
        if (matches[i].kind == MATCH_NONE)
            match_left(&matching, i);
}
