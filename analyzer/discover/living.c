/* SPDX-License-Identifier: Apache-2.0
 *
 * First what all units share: where each macro is defined, which macros paste, which names they may join, which macros'
 * names that can make. Then, for a unit, a work list of names from the files' mentions.
 */
#include "discover/living.h"
#include "base/bits.h"
#include "discover/locals.h"
#include "discover/paste.h"
#include <stdlib.h>
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
    uint32_t pattern;
};

/* The patterns that may make a name that was asked for. */
struct asked {
    ARRAY(uint32_t) patterns;
};

struct life {
    struct closures *closures;
    struct intern *names;
    struct arena *arena;
    uint32_t name_count;
    size_t words; /* of a set of bits */
    ARRAY(struct definition) definitions;
    uint32_t *first_definition; /* by name_id */
    uint64_t *any_operands;     /* bits: of all units */
    struct filter filter;       /* the same */
    struct locals *locals;
    uint64_t *operands;         /* bits: of the unit at hand */
    uint64_t *live;             /* bits: the same */
    ARRAY(struct pattern) patterns;
    uint32_t *pattern_of;       /* by the name_id of its text: the index, from 1 */
    ARRAY(struct composition) compositions;
    struct intern *asked_names;
    ARRAY(struct asked) asked; /* by name_id in asked_names */
    uint32_t stamp;            /* of the unit at hand */
    uint32_t *in_closure;      /* by file: the last unit that includes it */
    uint32_t *has_pattern;     /* by pattern: the last unit in which it is active */
    uint32_t *explored;        /* by name_id: the last search for macros that begin code that came by */
    uint32_t search;           /* the one at hand */
    ARRAY(name_id) work;
};

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
static struct pasting *find_pasting(struct life *life)
{
    struct pasting *pasting = arena_alloc(sizeof *pasting, life->arena);
    uint64_t *bits = arena_array(life->words, sizeof *bits, life->arena);
    *pasting = (struct pasting){.bits = bits, .count = life->name_count};
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < life->definitions.count; i++) {
            const struct scan *scan;
            const struct macro *macro = macro_of(life, &life->definitions.items[i], &scan);
            bool pastes = macro->paste_count || macro->applies;
            if (bits_test(bits, macro->name))
                continue;
            for (uint32_t k = 0; !pastes && k < macro->count; k++)
                pastes = bits_test(bits, scan->bodies.items[macro->first + k]);
            if (!pastes)
                continue;
            bits_set(bits, macro->name);
            filter_add(&pasting->filter, intern_get(life->names, macro->name));
            more = true;
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
                      has_any(pasting, scan->bodies.items, scan->bodies.count) ||
                      has_any(pasting, scan->local_names.items, scan->local_names.count);
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
        if (bits_set(operands, scan->operands.items[i]))
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
                if (bits_set(operands, other->bodies.items[macro->first + k]))
                    *array_push(&life->work, life->arena) = other->bodies.items[macro->first + k];
        }
    }
}

struct known {
    const struct life *life;
    const uint64_t *bits;
};

/* The id of a piece of a name; 0: it is no operand at all. */
static name_id find_piece(const struct life *life, const char *name, size_t length)
{
    char piece[PASTE_TEXT + 1];
    if (!filter_may_have(&life->filter, name, length))
        return 0;
    memcpy(piece, name, length);
    piece[length] = '\0';
    name_id id = intern_find(life->names, piece);
    return id < life->name_count ? id : 0;
}

static bool is_known(const char *name, size_t length, void *context)
{
    const struct known *known = context;
    name_id id = find_piece(known->life, name, length);
    return id && bits_test(known->bits, id);
}

static void collect_patterns(struct life *life)
{
    for (uint32_t i = 0; i < life->definitions.count; i++) {
        const struct scan *scan;
        const struct macro *macro = macro_of(life, &life->definitions.items[i], &scan);
        for (uint32_t k = 0; k < macro->paste_count; k++) {
            name_id text = scan->pastes.items[macro->first_paste + k];
            if (life->pattern_of[text])
                continue;
            *array_push(&life->patterns, life->arena) = paste_pattern(intern_get(life->names, text));
            life->pattern_of[text] = life->patterns.count;
        }
    }
    life->has_pattern = arena_array(life->patterns.count, sizeof *life->has_pattern, life->arena);
}

/* Most names of macros and of local functions cannot be taken apart; of those that can, bits of the macros'. */
static uint64_t *find_compositions(struct life *life)
{
    struct known known = {life, life->any_operands};
    uint64_t *pasted = arena_array(life->words, sizeof *pasted, life->arena);
    struct paste paste;
    for (name_id name = 1; name < life->name_count; name++) {
        bool local = locals_may_name(life->locals, name);
        if (life->first_definition[name] == NO_MORE && !local)
            continue;
        paste_start(&paste, intern_get(life->names, name), is_known, &known);
        for (uint32_t i = 0; i < life->patterns.count; i++)
            if (paste_matches(&paste, &life->patterns.items[i], local)) {
                *array_push(&life->compositions, life->arena) = (struct composition){name, i};
                bits_set(pasted, name);
            }
    }
    return pasted;
}

/* Everything by name_id; names that come later were in no macro's body. */
static void make_tables(struct life *life)
{
    uint32_t count = intern_count(life->names);
    uint32_t *first = arena_array(count, sizeof *first, life->arena);
    memset(first, 0xff, count * sizeof *first);
    if (life->name_count)
        memcpy(first, life->first_definition, life->name_count * sizeof *first);
    life->first_definition = first;
    life->name_count = count;
    life->words = count / 64 + 1;
    life->pattern_of = arena_array(count, sizeof *life->pattern_of, life->arena);
    life->explored = arena_array(count, sizeof *life->explored, life->arena);
    life->any_operands = arena_array(life->words, sizeof(uint64_t), life->arena);
    life->operands = arena_array(life->words, sizeof(uint64_t), life->arena);
    life->live = arena_array(life->words, sizeof(uint64_t), life->arena);
}

struct life *life_new(struct closures *closures, struct intern *names, struct arena *arena)
{
    struct life *life = arena_alloc(sizeof *life, arena);
    uint32_t files = closures->scans[0].count;
    *life = (struct life){.closures = closures, .names = names, .arena = arena};
    life->in_closure = arena_array(files + 1, sizeof(uint32_t), arena);
    make_tables(life);
    index_definitions(life);
    struct pasting *pasting = find_pasting(life);
    find_operands(life, pasting);
    make_tables(life);
    for (uint32_t at = 0; at < 2 * files; at++) {
        const struct scan *scan = closures_scan(closures, (struct part){at / 2, at & 1});
        if (scan)
            spread_operands(life, scan, life->any_operands, true);
    }
    for (name_id name = 1; name < life->name_count; name++)
        if (bits_test(life->any_operands, name))
            filter_add(&life->filter, intern_get(names, name));
    collect_patterns(life);
    life->locals = locals_new(closures, names, arena);
    uint64_t *pasted = find_compositions(life);
    locals_decide(life->locals, closures, names, pasted, pasting, arena);
    life->asked_names = intern_new(arena);
    *array_push(&life->asked, arena) = (struct asked){0};
    return life;
}

/* ---- one unit ---- */

static void revive(struct life *life, name_id name)
{
    if (bits_set(life->live, name) &&
        (life->first_definition[name] != NO_MORE || life->locals->first_of[name] != NO_LOCAL))
        *array_push(&life->work, life->arena) = name;
}

static void revive_all(struct life *life, const name_id *names, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        revive(life, names[i]);
}

/* The names in the bodies of all local functions of this name. */
static void open_locals(struct life *life, name_id name)
{
    for (uint32_t at = life->locals->first_of[name]; at != NO_LOCAL; at = life->locals->items.items[at].next) {
        const struct local *local = &life->locals->items.items[at];
        if (life->in_closure[local->file] != life->stamp)
            continue;
        const struct scan *scan = closures_scan(life->closures, (struct part){local->file, false});
        const struct local_function *function = &scan->locals.items[local->index];
        revive_all(life, scan->local_names.items + function->first + function->own_count,
                   function->head_count + function->body_count);
    }
}

/* The names in the bodies of all macros of this name, and the patterns of their ##. */
static void open_macros(struct life *life, struct living *living, name_id name)
{
    for (uint32_t at = life->first_definition[name]; at != NO_MORE; at = life->definitions.items[at].next) {
        if (life->in_closure[life->definitions.items[at].part.file] != life->stamp)
            continue;
        const struct scan *scan;
        const struct macro *macro = macro_of(life, &life->definitions.items[at], &scan);
        for (uint32_t k = 0; k < macro->count; k++)
            revive(life, scan->bodies.items[macro->first + k]);
        for (uint32_t k = 0; k < macro->paste_count; k++) {
            uint32_t pattern = life->pattern_of[scan->pastes.items[macro->first_paste + k]] - 1;
            if (life->has_pattern[pattern] == life->stamp)
                continue;
            life->has_pattern[pattern] = life->stamp;
            *array_push(&living->patterns, life->arena) = pattern;
            living->pairs |= life->patterns.items[pattern].pair;
        }
    }
}

static void open_all(struct life *life, struct living *living)
{
    while (life->work.count) {
        name_id name = life->work.items[--life->work.count];
        open_macros(life, living, name);
        open_locals(life, name);
    }
}

/* Whether a macro of that name, perhaps through others, may begin a body or an initialiser. */
static bool begins_code(struct life *life, name_id name, uint32_t depth)
{
    if (life->first_definition[name] == NO_MORE || life->explored[name] == life->search)
        return false;
    life->explored[name] = life->search;
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

/*
 * The declarations of a file count all when a macro among them makes code of one: which one was not kept. Macros that a
 * search came by without finding any need not be searched again.
 */
static void take_declarations(struct life *life, const struct scan *scan)
{
    bool code = false;
    for (uint32_t k = 0; !code && k < scan->declaring.count; k++)
        code = begins_code(life, scan->declaring.items[k], DECLARING_DEPTH);
    life->search += code;
    for (uint32_t k = 0; code && k < scan->declaring.count; k++)
        revive(life, scan->declaring.items[k]);
}

/*
 * What lives in a file whatever else does: what its literals name, functions whose names are not certain, with the macros
 * in the heads of the others, and what a declaration may have run.
 */
static void take_locals(struct life *life, struct part part)
{
    const struct scan *scan = closures_scan(life->closures, part);
    const struct local_file *file = &life->locals->files[part.whole][part.file];
    revive_all(life, file->quoted.items, file->quoted.count);
    for (uint32_t i = 0; i < scan->locals.count; i++) {
        const struct local *local = &life->locals->items.items[file->first + i];
        const struct local_function *function = &scan->locals.items[i];
        const name_id *names = scan->local_names.items + function->first;
        if (!local->name)
            revive_all(life, names, function->own_count + function->head_count + function->body_count);
        for (uint32_t k = 0; local->name && k < function->own_count; k++)
            if (names[k] != local->name)
                revive(life, names[k]);
    }
    for (uint32_t i = 0; file->endangers && i < scan->declaring.count; i++) {
        name_id name = scan->declaring.items[i];
        if (life->first_definition[name] != NO_MORE || life->locals->first_of[name] != NO_LOCAL)
            revive(life, name);
    }
}

/* Macros whose names ## makes of what lives, until there are no more. */
static void compose(struct life *life, struct living *living)
{
    struct known known = {life, life->operands};
    struct paste paste;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < life->compositions.count; i++) {
            const struct composition *composition = &life->compositions.items[i];
            if (life->has_pattern[composition->pattern] != life->stamp || bits_test(life->live, composition->name))
                continue;
            paste_start(&paste, intern_get(life->names, composition->name), is_known, &known);
            bool local = life->locals->first_of[composition->name] != NO_LOCAL;
            if (!paste_matches(&paste, &life->patterns.items[composition->pattern], local && living->pairs))
                continue;
            revive(life, composition->name);
            open_all(life, living);
            more = true;
        }
    }
}

/* Keeps what was found, as small as it is. */
static void keep(struct life *life, struct living *living)
{
    size_t words = life->words;
    while (words > 1 && !life->live[words - 1])
        words--;
    living->names = arena_array(words, sizeof(uint64_t), life->arena);
    living->name_count = (uint32_t)(words * 64);
    memcpy(living->names, life->live, words * sizeof(uint64_t));
    for (name_id name = 0; name < life->name_count; name++)
        if (name % 64 == 0 && !life->operands[name / 64])
            name += 63;
        else if (bits_test(life->operands, name))
            *array_push(&living->operands, life->arena) = name;
}

void life_make(struct life *life, const struct closure *closure, struct living *living)
{
    life->stamp++;
    life->search++;
    memset(life->live, 0, life->words * sizeof(uint64_t));
    memset(life->operands, 0, life->words * sizeof(uint64_t));
    for (uint32_t i = 0; i < closure->parts.count; i++)
        life->in_closure[closure->parts.items[i].file] = life->stamp;
    for (uint32_t i = 0; i < closure->parts.count; i++)
        spread_operands(life, closures_scan(life->closures, closure->parts.items[i]), life->operands, false);
    for (uint32_t i = 0; i < closure->parts.count; i++) {
        const struct scan *scan = closures_scan(life->closures, closure->parts.items[i]);
        for (uint32_t k = 0; k < scan->mentions.count; k++)
            revive(life, scan->mentions.items[k]);
        take_declarations(life, scan);
        take_locals(life, closure->parts.items[i]);
    }
    open_all(life, living);
    compose(life, living);
    keep(life, living);
}

/* ---- questions ---- */

void life_dead(const struct life *life, const struct closure *closure, const struct living *living,
               struct dead *dead, struct arena *arena)
{
    for (uint32_t p = 0; p < closure->parts.count; p++) {
        struct part part = closure->parts.items[p];
        const struct scan *scan = closures_scan(life->closures, part);
        const struct local_file *file = &life->locals->files[part.whole][part.file];
        for (uint32_t i = 0; i < scan->locals.count; i++) {
            name_id name = life->locals->items.items[file->first + i].name;
            if (!name || (name < living->name_count && bits_test(living->names, name)))
                continue;
            const struct local_function *function = &scan->locals.items[i];
            *array_push(&dead->bodies, arena) =
                (struct dead_body){part.file, name, function->start, function->end};
        }
    }
}

/* The patterns that could make the name of any operands at all. */
static const struct asked *ask(struct life *life, const char *name)
{
    name_id known = intern_find(life->asked_names, name);
    if (known)
        return &life->asked.items[known];
    intern_text(life->asked_names, name);
    struct asked *asked = array_push(&life->asked, life->arena);
    struct known any = {life, life->any_operands};
    struct paste paste;
    paste_start(&paste, name, is_known, &any);
    for (uint32_t i = 0; i < life->patterns.count; i++)
        if (paste_matches(&paste, &life->patterns.items[i], true))
            *array_push(&asked->patterns, life->arena) = i;
    return asked;
}

static int compare_ids(const void *one, const void *other)
{
    name_id a = *(const name_id *)one, b = *(const name_id *)other;
    return (a > b) - (a < b);
}

struct kept {
    const struct life *life;
    const struct living *living;
};

static bool is_operand(const char *name, size_t length, void *context)
{
    const struct kept *kept = context;
    name_id id = find_piece(kept->life, name, length);
    uint32_t count = kept->living->operands.count;
    return id && count && bsearch(&id, kept->living->operands.items, count, sizeof id, compare_ids);
}

bool life_has(struct life *life, const struct living *living, const char *name)
{
    name_id id = intern_find(life->names, name);
    if (id && id < living->name_count && bits_test(living->names, id))
        return true;
    const struct asked *asked = living->patterns.count ? ask(life, name) : NULL;
    if (!asked || !asked->patterns.count)
        return false;
    struct kept kept = {life, living};
    struct paste paste;
    paste_start(&paste, name, is_operand, &kept);
    for (uint32_t i = 0; i < asked->patterns.count; i++) {
        bool active = false;
        for (uint32_t k = 0; k < living->patterns.count; k++)
            active |= living->patterns.items[k] == asked->patterns.items[i];
        if (active && paste_matches(&paste, &life->patterns.items[asked->patterns.items[i]], living->pairs))
            return true;
    }
    return false;
}
