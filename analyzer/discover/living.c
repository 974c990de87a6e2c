/* SPDX-License-Identifier: Apache-2.0
 *
 * First what all units share: where each macro is defined, which macros paste, which names they may join, which macros'
 * names that can make. Then, for a unit, a work list of names from the files' mentions.
 */
#include "discover/living.h"
#include "discover/paste.h"
#include <string.h>

#define NO_MORE UINT32_MAX

enum { DECLARING_DEPTH = 16 };

/* A definition of a macro, among all of that name. */
struct definition {
    struct part part;
    uint32_t macro; /* in the scan of that part */
    uint32_t next;  /* of the same name; NO_MORE ends */
};

/* A macro's name that ## may make. */
struct composition {
    name_id name;
    name_id pattern;
};

/* The patterns that may make a name that was asked for. */
struct asked {
    ARRAY(name_id) patterns;
};

struct life {
    struct closures *closures;
    struct intern *names;
    struct arena *arena;
    uint32_t name_count;
    size_t words; /* of a set of bits */
    ARRAY(struct definition) definitions;
    uint32_t *first_definition; /* by name_id */
    uint64_t *operands;         /* of any unit */
    ARRAY(name_id) patterns;    /* all, each once */
    ARRAY(struct composition) compositions;
    struct intern *asked_names;
    ARRAY(struct asked) asked; /* by name_id in asked_names */
    uint32_t stamp;            /* of the unit at hand */
    uint32_t *in_closure;      /* by file: the last unit that includes it */
    uint32_t *has_pattern;     /* by name_id: the last unit in which it is active */
    uint64_t *declaring;       /* of the unit at hand */
    ARRAY(name_id) work;
};

static bool test(const uint64_t *bits, name_id name)
{
    return bits[name / 64] >> (name % 64) & 1;
}

/* True when it was not there. */
static bool set(uint64_t *bits, name_id name)
{
    uint64_t bit = (uint64_t)1 << (name % 64);
    bool fresh = !(bits[name / 64] & bit);
    bits[name / 64] |= bit;
    return fresh;
}

static const struct macro *macro_of(const struct life *life, const struct definition *definition,
                                    const struct scan **scan)
{
    *scan = closures_scan(life->closures, definition->part);
    return &(*scan)->macros.items[definition->macro];
}

/* ---- what all units share ---- */

static void index_definitions(struct life *life)
{
    uint32_t files = life->closures->scans[0].count;
    for (uint32_t at = 0; at < 2 * files; at++) {
        struct part part = {at / 2, at & 1};
        const struct scan *scan = closures_scan(life->closures, part);
        for (uint32_t i = 0; scan && i < scan->macros.count; i++) {
            uint32_t *first = &life->first_definition[scan->macros.items[i].name];
            *array_push(&life->definitions, life->arena) = (struct definition){part, i, *first};
            *first = life->definitions.count - 1;
        }
    }
}

/* Macros that paste or use a parameter as a macro, and then those that use one of these. */
static uint64_t *find_pasting(struct life *life)
{
    uint64_t *pasting = arena_array(life->words, sizeof *pasting, life->arena);
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < life->definitions.count; i++) {
            const struct scan *scan;
            const struct macro *macro = macro_of(life, &life->definitions.items[i], &scan);
            bool pastes = macro->paste_count || macro->applies;
            if (test(pasting, macro->name))
                continue;
            for (uint32_t k = 0; !pastes && k < macro->count; k++)
                pastes = test(pasting, scan->bodies.items[macro->first + k]);
            more |= pastes && set(pasting, macro->name);
        }
    }
    return pasting;
}

static bool has_any(const struct pasting *pasting, const name_id *names, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (pasting_has(pasting, names[i]))
            return true;
    return false;
}

static void find_operands(struct life *life, const struct pasting *pasting)
{
    uint32_t files = life->closures->scans[0].count;
    for (uint32_t at = 0; at < 2 * files; at++) {
        struct part part = {at / 2, at & 1};
        const struct scan *scan = closures_scan(life->closures, part);
        if (!scan || scan->unread)
            continue;
        bool needed = has_any(pasting, scan->mentions.items, scan->mentions.count) ||
                      has_any(pasting, scan->declaring.items, scan->declaring.count) ||
                      has_any(pasting, scan->bodies.items, scan->bodies.count);
        for (uint32_t i = 0; !needed && i < scan->macros.count; i++)
            needed = scan->macros.items[i].applies;
        if (needed)
            closures_find_operands(life->closures, part, pasting);
    }
}

/* The operands of one file, and what stands in their macros' bodies wherever these are defined. */
static void spread_operands(struct life *life, const struct scan *scan, uint64_t *operands, bool all)
{
    for (uint32_t i = 0; i < scan->operands.count; i++)
        if (set(operands, scan->operands.items[i]))
            *array_push(&life->work, life->arena) = scan->operands.items[i];
    while (life->work.count) {
        name_id name = life->work.items[--life->work.count];
        uint32_t at = name < life->name_count ? life->first_definition[name] : NO_MORE;
        for (; at != NO_MORE; at = life->definitions.items[at].next) {
            const struct scan *other;
            const struct macro *macro = macro_of(life, &life->definitions.items[at], &other);
            if (!all && life->in_closure[life->definitions.items[at].part.file] != life->stamp)
                continue;
            for (uint32_t k = 0; k < macro->count; k++)
                if (set(operands, other->bodies.items[macro->first + k]))
                    *array_push(&life->work, life->arena) = other->bodies.items[macro->first + k];
        }
    }
}

struct known {
    const struct life *life;
    const uint64_t *bits;
};

static bool is_known(const char *name, void *context)
{
    const struct known *known = context;
    name_id id = intern_find(known->life->names, name);
    return id && id < known->life->name_count && test(known->bits, id);
}

static void collect_patterns(struct life *life)
{
    for (uint32_t i = 0; i < life->definitions.count; i++) {
        const struct scan *scan;
        const struct macro *macro = macro_of(life, &life->definitions.items[i], &scan);
        for (uint32_t k = 0; k < macro->paste_count; k++) {
            name_id pattern = scan->pastes.items[macro->first_paste + k];
            if (!life->has_pattern[pattern])
                *array_push(&life->patterns, life->arena) = pattern;
            life->has_pattern[pattern] = UINT32_MAX;
        }
    }
}

/* Most macros have no name that can be taken apart. */
static void find_compositions(struct life *life)
{
    struct known known = {life, life->operands};
    struct paste paste;
    for (name_id name = 1; name < life->name_count; name++) {
        if (life->first_definition[name] == NO_MORE)
            continue;
        paste_start(&paste, intern_get(life->names, name), is_known, &known);
        for (uint32_t i = 0; i < life->patterns.count; i++)
            if (paste_matches(&paste, intern_get(life->names, life->patterns.items[i]), false))
                *array_push(&life->compositions, life->arena) =
                    (struct composition){name, life->patterns.items[i]};
    }
}

struct life *life_new(struct closures *closures, struct intern *names, struct arena *arena)
{
    struct life *life = arena_alloc(sizeof *life, arena);
    uint32_t files = closures->scans[0].count;
    *life = (struct life){.closures = closures, .names = names, .arena = arena};
    /* Reading for operands makes names of what stood in conditions alone; no macro has them in its body. */
    life->name_count = intern_count(names);
    life->words = life->name_count / 64 + 1;
    life->first_definition = arena_array(life->name_count, sizeof(uint32_t), arena);
    memset(life->first_definition, 0xff, life->name_count * sizeof(uint32_t));
    life->in_closure = arena_array(files + 1, sizeof(uint32_t), arena);
    index_definitions(life);
    struct pasting pasting = {find_pasting(life), life->name_count};
    find_operands(life, &pasting);
    uint32_t defined = life->name_count;
    life->name_count = intern_count(names);
    life->words = life->name_count / 64 + 1;
    uint32_t *first = arena_array(life->name_count, sizeof(uint32_t), arena);
    memset(first, 0xff, life->name_count * sizeof(uint32_t));
    memcpy(first, life->first_definition, defined * sizeof(uint32_t));
    life->first_definition = first;
    life->has_pattern = arena_array(life->name_count, sizeof(uint32_t), arena);
    life->declaring = arena_array(life->words, sizeof(uint64_t), arena);
    life->operands = arena_array(life->words, sizeof(uint64_t), arena);
    for (uint32_t at = 0; at < 2 * files; at++) {
        const struct scan *scan = closures_scan(closures, (struct part){at / 2, at & 1});
        if (scan)
            spread_operands(life, scan, life->operands, true);
    }
    collect_patterns(life);
    find_compositions(life);
    memset(life->has_pattern, 0, life->name_count * sizeof(uint32_t));
    life->asked_names = intern_new(arena);
    *array_push(&life->asked, arena) = (struct asked){0};
    return life;
}

/* ---- one unit ---- */

static void revive(struct life *life, struct living *living, name_id name)
{
    if (set(living->names, name) && life->first_definition[name] != NO_MORE)
        *array_push(&life->work, life->arena) = name;
}

/* The names in the bodies of all macros of this name, and the patterns of their ##. */
static void open_macros(struct life *life, struct living *living, name_id name)
{
    static const char pair[] = {PASTE_HOLE, PASTE_HOLE, '\0'};
    for (uint32_t at = life->first_definition[name]; at != NO_MORE; at = life->definitions.items[at].next) {
        if (life->in_closure[life->definitions.items[at].part.file] != life->stamp)
            continue;
        const struct scan *scan;
        const struct macro *macro = macro_of(life, &life->definitions.items[at], &scan);
        for (uint32_t k = 0; k < macro->count; k++)
            revive(life, living, scan->bodies.items[macro->first + k]);
        for (uint32_t k = 0; k < macro->paste_count; k++) {
            name_id pattern = scan->pastes.items[macro->first_paste + k];
            if (life->has_pattern[pattern] == life->stamp)
                continue;
            life->has_pattern[pattern] = life->stamp;
            *array_push(&living->patterns, life->arena) = pattern;
            living->pairs |= strstr(intern_get(life->names, pattern), pair) != NULL;
        }
    }
}

static void open_all(struct life *life, struct living *living)
{
    while (life->work.count)
        open_macros(life, living, life->work.items[--life->work.count]);
}

/* Whether a macro of that name, perhaps through others, may begin a body or an initialiser. */
static bool begins_code(struct life *life, name_id name, uint32_t depth)
{
    if (life->first_definition[name] == NO_MORE || !set(life->declaring, name))
        return false;
    for (uint32_t at = life->first_definition[name]; at != NO_MORE; at = life->definitions.items[at].next) {
        if (life->in_closure[life->definitions.items[at].part.file] != life->stamp)
            continue;
        const struct scan *scan;
        const struct macro *macro = macro_of(life, &life->definitions.items[at], &scan);
        if (macro->makes_code || depth == 0)
            return true;
        for (uint32_t k = 0; k < macro->count; k++)
            if (begins_code(life, scan->bodies.items[macro->first + k], depth - 1))
                return true;
    }
    return false;
}

/* The declarations of a file count all when a macro among them makes code of one: which one was not kept. */
static void take_declarations(struct life *life, struct living *living, const struct scan *scan)
{
    bool code = false;
    memset(life->declaring, 0, life->words * sizeof(uint64_t));
    for (uint32_t k = 0; !code && k < scan->declaring.count; k++)
        code = begins_code(life, scan->declaring.items[k], DECLARING_DEPTH);
    for (uint32_t k = 0; code && k < scan->declaring.count; k++)
        revive(life, living, scan->declaring.items[k]);
}

/* Macros whose names ## makes of what lives, until there are no more. */
static void compose(struct life *life, struct living *living)
{
    struct known known = {life, living->operands};
    struct paste paste;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < life->compositions.count; i++) {
            const struct composition *composition = &life->compositions.items[i];
            if (life->has_pattern[composition->pattern] != life->stamp || test(living->names, composition->name))
                continue;
            paste_start(&paste, intern_get(life->names, composition->name), is_known, &known);
            if (!paste_matches(&paste, intern_get(life->names, composition->pattern), false))
                continue;
            revive(life, living, composition->name);
            open_all(life, living);
            more = true;
        }
    }
}

void life_make(struct life *life, const struct closure *closure, struct living *living)
{
    life->stamp++;
    living->names = arena_array(life->words, sizeof(uint64_t), life->arena);
    living->operands = arena_array(life->words, sizeof(uint64_t), life->arena);
    for (uint32_t i = 0; i < closure->parts.count; i++)
        life->in_closure[closure->parts.items[i].file] = life->stamp;
    for (uint32_t i = 0; i < closure->parts.count; i++)
        spread_operands(life, closures_scan(life->closures, closure->parts.items[i]), living->operands, false);
    for (uint32_t i = 0; i < closure->parts.count; i++) {
        const struct scan *scan = closures_scan(life->closures, closure->parts.items[i]);
        for (uint32_t k = 0; k < scan->mentions.count; k++)
            revive(life, living, scan->mentions.items[k]);
        take_declarations(life, living, scan);
    }
    open_all(life, living);
    compose(life, living);
}

/* ---- questions ---- */

/* The patterns that could make the name of any operands at all. */
static const struct asked *ask(struct life *life, const char *name)
{
    name_id known = intern_find(life->asked_names, name);
    if (known)
        return &life->asked.items[known];
    intern_text(life->asked_names, name);
    struct asked *asked = array_push(&life->asked, life->arena);
    struct known any = {life, life->operands};
    struct paste paste;
    paste_start(&paste, name, is_known, &any);
    for (uint32_t i = 0; i < life->patterns.count; i++)
        if (paste_matches(&paste, intern_get(life->names, life->patterns.items[i]), true))
            *array_push(&asked->patterns, life->arena) = life->patterns.items[i];
    return asked;
}

bool life_has(struct life *life, const struct living *living, const char *name)
{
    name_id id = intern_find(life->names, name);
    if (id && id < life->name_count && test(living->names, id))
        return true;
    const struct asked *asked = living->patterns.count ? ask(life, name) : NULL;
    if (!asked || !asked->patterns.count)
        return false;
    struct known known = {life, living->operands};
    struct paste paste;
    paste_start(&paste, name, is_known, &known);
    for (uint32_t i = 0; i < asked->patterns.count; i++) {
        bool active = false;
        for (uint32_t k = 0; k < living->patterns.count; k++)
            active |= living->patterns.items[k] == asked->patterns.items[i];
        if (active && paste_matches(&paste, intern_get(life->names, asked->patterns.items[i]), living->pairs))
            return true;
    }
    return false;
}
