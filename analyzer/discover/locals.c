/* SPDX-License-Identifier: Apache-2.0
 *
 * Hazards are words, and macros whose bodies have such a word or such a macro. They are sought in all headers at once: a
 * macro that is dangerous in one unit is taken to be so in all.
 */
#include "discover/locals.h"
#include "base/bits.h"
#include <string.h>

enum hazard {
    HAZARD_RUNS,  /* in a declaration: something may run the function, or name it unseen */
    HAZARD_SHAPE, /* in a head: it may be another kind of statement */
    HAZARD_BODY,  /* in a body: the '}' may be another one, or what stands there acts on what comes after it */
    HAZARD_NAMES, /* the first half of one in a body: extern … asm("name") holds outside of it too */
    HAZARD_LABEL, /* the second half */
    HAZARDS,
};

struct hazards {
    const struct closures *closures;
    uint64_t *bits[HAZARDS]; /* by name_id */
    uint64_t *macros;        /* bits: names of macros */
    uint32_t name_count;
};

static const struct scan *scan_at(const struct closures *closures, uint32_t at)
{
    return closures_scan(closures, (struct part){at / 2, at & 1});
}

static uint32_t scan_places(const struct closures *closures)
{
    return 2 * closures->scans[0].count;
}

/* ---- all of them ---- */

static void add_local(struct locals *locals, uint32_t file, uint32_t index, const struct scan *scan,
                      struct arena *arena)
{
    const struct local_function *function = &scan->locals.items[index];
    *array_push(&locals->items, arena) = (struct local){file, index, 0, NO_LOCAL};
    for (uint32_t i = 0; i < function->own_count; i++) {
        name_id name = scan->local_names.items[function->first + i];
        if (name && locals->first_of[name] == NO_LOCAL)
            locals->first_of[name] = NO_LOCAL - 1; /* perhaps */
    }
}

struct locals *locals_new(const struct closures *closures, struct intern *names, struct arena *arena)
{
    struct locals *locals = arena_alloc(sizeof *locals, arena);
    uint32_t files = closures->scans[0].count;
    *locals = (struct locals){.name_count = intern_count(names)};
    locals->first_of = arena_array(locals->name_count, sizeof *locals->first_of, arena);
    memset(locals->first_of, 0xff, locals->name_count * sizeof *locals->first_of);
    for (int whole = 0; whole < 2; whole++)
        locals->files[whole] = arena_array(files + 1, sizeof *locals->files[whole], arena);
    for (uint32_t file = 0; file < files; file++) {
        const struct scan *scan = closures_scan(closures, (struct part){file, false});
        locals->files[0][file].first = locals->items.count;
        for (uint32_t i = 0; scan && i < scan->locals.count; i++)
            add_local(locals, file, i, scan, arena);
    }
    return locals;
}

bool locals_may_name(const struct locals *locals, name_id name)
{
    return name < locals->name_count && locals->first_of[name] != NO_LOCAL;
}

/* ---- hazards ---- */

static void add_words(struct hazards *hazards, const struct intern *names)
{
    /* also as __word__ and __word */
    static const struct {
        const char *word;
        enum hazard hazard;
    } words[] = {{"constructor", HAZARD_RUNS}, {"destructor", HAZARD_RUNS}, {"init_priority", HAZARD_RUNS},
                 {"used", HAZARD_RUNS},        {"retain", HAZARD_RUNS},     {"section", HAZARD_RUNS},
                 {"alias", HAZARD_RUNS},       {"ifunc", HAZARD_RUNS},      {"weakref", HAZARD_RUNS},
                 {"weak", HAZARD_RUNS},        {"copy", HAZARD_RUNS},       {"cleanup", HAZARD_RUNS},
                 {"asm", HAZARD_RUNS},         {"dllexport", HAZARD_RUNS},  {"externally_visible", HAZARD_RUNS},
                 {"_Pragma", HAZARD_SHAPE},    {"pragma", HAZARD_SHAPE},
                 {"_Pragma", HAZARD_BODY},     {"pragma", HAZARD_BODY},     {"COUNTER", HAZARD_BODY},
                 {"extern", HAZARD_NAMES},     {"asm", HAZARD_LABEL}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct arena *room = arena_new();
        const char *const forms[] = {words[i].word, arena_format(room, "__%s", words[i].word),
                                     arena_format(room, "__%s__", words[i].word)};
        for (int form = 0; form < 3; form++) {
            name_id name = intern_find(names, forms[form]);
            if (name && name < hazards->name_count)
                bits_set(hazards->bits[words[i].hazard], name);
        }
        arena_free(room);
    }
}

static void add_macro_forms(struct hazards *hazards)
{
    for (uint32_t at = 0; at < scan_places(hazards->closures); at++) {
        const struct scan *scan = scan_at(hazards->closures, at);
        for (uint32_t i = 0; scan && i < scan->macros.count; i++) {
            const struct macro *macro = &scan->macros.items[i];
            bits_set(hazards->macros, macro->name);
            if (macro->lopsided)
                bits_set(hazards->bits[HAZARD_BODY], macro->name);
            if (macro->lopsided || macro->divides)
                bits_set(hazards->bits[HAZARD_SHAPE], macro->name);
        }
    }
}

/* Macros with a hazard in their bodies are such hazards themselves. */
static void spread(struct hazards *hazards)
{
    for (bool more = true; more;) {
        more = false;
        for (uint32_t at = 0; at < scan_places(hazards->closures); at++) {
            const struct scan *scan = scan_at(hazards->closures, at);
            for (uint32_t i = 0; scan && i < scan->macros.count; i++) {
                const struct macro *macro = &scan->macros.items[i];
                for (int kind = 0; kind < HAZARDS; kind++)
                    for (uint32_t k = 0; k < macro->count && !bits_test(hazards->bits[kind], macro->name); k++)
                        if (bits_test(hazards->bits[kind], scan->bodies.items[macro->first + k]))
                            more |= bits_set(hazards->bits[kind], macro->name);
            }
        }
    }
}

/* A hazard whose name ## can make is one wherever names are made. */
static void add_pasted(struct hazards *hazards, const uint64_t *pasted, const struct pasting *pasting)
{
    for (int kind = 0; kind < HAZARDS; kind++) {
        bool any = false;
        for (name_id name = 1; name < hazards->name_count && !any; name++)
            any = bits_test(hazards->bits[kind], name) && bits_test(pasted, name) && bits_test(hazards->macros, name);
        for (name_id name = 1; any && name < hazards->name_count; name++)
            if (pasting_has(pasting, name))
                bits_set(hazards->bits[kind], name);
    }
}

/* ---- what is decided ---- */

static bool has_any(const uint64_t *bits, const name_id *names, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (bits_test(bits, names[i]))
            return true;
    return false;
}

/*
 * The function's own name: the last one before parentheses that no macro has, when all others, and those behind it, are
 * macros'. 0: it is not certain.
 */
static name_id own_name(const struct hazards *hazards, const name_id *own, uint32_t count)
{
    name_id name = 0;
    bool behind = false; /* a word behind it is no macro */
    for (uint32_t i = 0; i < count; i++) {
        bool group = own[i] != 0;
        i += !group;
        if (bits_test(hazards->macros, own[i]))
            continue;
        if (group && name)
            return 0;
        if (group)
            name = own[i];
        else
            behind |= name != 0;
    }
    return behind ? 0 : name;
}

static name_id decide(const struct hazards *hazards, const struct scan *scan, const struct local_function *function)
{
    const name_id *own = scan->local_names.items + function->first;
    const name_id *head = own + function->own_count, *body = head + function->head_count;
    uint32_t head_words = function->own_count + function->head_count;
    name_id name = own_name(hazards, own, function->own_count);
    bool hidden = has_any(hazards->bits[HAZARD_RUNS], own, head_words) ||
                  has_any(hazards->bits[HAZARD_SHAPE], own, head_words) ||
                  has_any(hazards->bits[HAZARD_BODY], body, function->body_count) ||
                  (has_any(hazards->bits[HAZARD_NAMES], body, function->body_count) &&
                   has_any(hazards->bits[HAZARD_LABEL], body, function->body_count));
    return hidden ? 0 : name;
}

static void decide_all(struct locals *locals, const struct hazards *hazards, const struct intern *names)
{
    name_id word = intern_find(names, "static");
    bool none = word && word < hazards->name_count && bits_test(hazards->macros, word);
    for (uint32_t i = 0; i < locals->name_count; i++)
        locals->first_of[i] = NO_LOCAL;
    for (uint32_t i = 0; i < locals->items.count; i++) {
        struct local *local = &locals->items.items[i];
        const struct scan *scan = closures_scan(hazards->closures, (struct part){local->file, false});
        local->name = none ? 0 : decide(hazards, scan, &scan->locals.items[local->index]);
        if (!local->name)
            continue;
        local->next = locals->first_of[local->name];
        locals->first_of[local->name] = i;
    }
}

/* The functions whose names have the hash of a word in one of the file's literals. */
static void read_quoted(const struct locals *locals, const struct scan *scan, const struct map *by_hash,
                        struct local_file *file, struct arena *arena)
{
    name_id last = 0;
    for (uint32_t i = 0; i < scan->quoted.count; i++) {
        uint32_t at = map_get(by_hash, scan->quoted.items[i]);
        name_id name = at == MAP_NONE ? 0 : locals->items.items[at].name;
        if (name && name != last)
            *array_push(&file->quoted, arena) = name;
        last = name ? name : last;
    }
}

static void read_files(struct locals *locals, const struct hazards *hazards, const struct intern *names,
                       struct arena *arena)
{
    struct arena *room = arena_new();
    struct map *by_hash = map_new(room);
    for (uint32_t i = 0; i < locals->items.count; i++) {
        name_id name = locals->items.items[i].name;
        const char *text = intern_get(names, name);
        uint32_t hash = scan_hash(text, strlen(text));
        uint32_t known = name ? map_get(by_hash, hash) : MAP_NONE;
        if (name && known != MAP_NONE && locals->items.items[known].name != name)
            locals->items.items[i].name = 0; /* two names, one hash: this one counts */
        else if (name)
            map_set(by_hash, hash, i);
    }
    for (uint32_t at = 0; at < scan_places(hazards->closures); at++) {
        const struct scan *scan = scan_at(hazards->closures, at);
        struct local_file *file = &locals->files[at & 1][at / 2];
        if (!scan)
            continue;
        file->endangers =
            has_any(hazards->bits[HAZARD_RUNS], scan->declaring.items, scan->declaring.count);
        read_quoted(locals, scan, by_hash, file, arena);
    }
    arena_free(room);
}

void locals_decide(struct locals *locals, const struct closures *closures, const struct intern *names,
                   const uint64_t *pasted, const struct pasting *pasting, struct arena *arena)
{
    struct arena *room = arena_new();
    struct hazards hazards = {.closures = closures, .name_count = locals->name_count};
    size_t words = locals->name_count / 64 + 1;
    for (int kind = 0; kind < HAZARDS; kind++)
        hazards.bits[kind] = arena_array(words, sizeof(uint64_t), room);
    hazards.macros = arena_array(words, sizeof(uint64_t), room);
    add_words(&hazards, names);
    add_macro_forms(&hazards);
    spread(&hazards);
    add_pasted(&hazards, pasted, pasting);
    spread(&hazards);
    decide_all(locals, &hazards, names);
    read_files(locals, &hazards, names, arena);
    arena_free(room);
}
