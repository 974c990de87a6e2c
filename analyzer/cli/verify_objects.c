/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the facts of compiled code that certificates rest on, reads their files again in worker processes, and says where
 * the two differ: a file that changed, a function that is another, a call that is missing, added or altered.
 */
#include "cli/verify.h"
#include "base/map.h"
#include "facts/objects.h"
#include "judge/proof.h"
#include <string.h>

/* More than that need not be told. */
enum { MOST_DIFFERENCES = 200 };

struct comparing {
    const struct proof *proof;
    struct differences *differences;
    uint32_t object;
    uint32_t function;
    const struct object_facts *facts;
    const struct intern *names;
    struct map *bodies;          /* of the file: address -> first body, chained by next_there */
    uint32_t *next_there;
    uint32_t *first_name;        /* body -> first function of that code, chained by next_name; NONE */
    uint32_t *next_name;
    const uint32_t *functions;   /* rows of the proof, those of one object together */
    struct arena *arena;
};

static void differ(struct comparing *comparing, const char *what, const char *detail)
{
    if (comparing->differences->items.count < MOST_DIFFERENCES)
        *array_push(&comparing->differences->items, comparing->arena) =
            (struct difference){comparing->object, comparing->function, what, detail};
}

static const char *name_text(const struct comparing *comparing, name_id name)
{
    return intern_get(comparing->facts->names, name);
}

/* ---- calls ---- */

static bool is_axiom(const struct comparing *comparing, const char *symbol)
{
    for (uint32_t i = 0; i < comparing->proof->axioms.count; i++)
        if (strcmp(comparing->proof->axioms.items[i].symbol, symbol) == 0)
            return true;
    return false;
}

/* Does the stored call say what this one of the file does? */
static bool is_same_callee(const struct comparing *comparing, const struct proof_call *stored,
                           const struct object_call *call)
{
    uint32_t callee = proof_callee_of(comparing->facts, call);
    if (stored->callee == NO_ROW) /* code that an axiom stands for: of a linked library, or declared */
        return callee == NONE || proof_is_dead(call) || is_axiom(comparing, stored->name);
    const struct proof_function *function = &comparing->proof->functions.items[stored->callee];
    return callee != NONE && function->object == comparing->object &&
           function->address == comparing->facts->functions.items[callee].address;
}

static bool is_same_call(const struct comparing *comparing, const struct proof_call *stored,
                         const struct object_call *call)
{
    return stored->address == call->address && strcmp(stored->kind, proof_call_kind(call->kind)) == 0 &&
           stored->flags == call->flags && stored->dead == proof_is_dead(call) &&
           strcmp(stored->name, proof_symbol_of(comparing->facts, call, comparing->arena)) == 0 &&
           strcmp(stored->slot, name_text(comparing, call->slot)) == 0 && is_same_callee(comparing, stored, call);
}

static const char *call_text(const struct comparing *comparing, const struct object_call *call)
{
    const char *symbol = proof_symbol_of(comparing->facts, call, comparing->arena);
    return arena_format(comparing->arena, "%s call of %s at 0x%llx", proof_call_kind(call->kind),
                        *symbol ? symbol : "a pointer", (unsigned long long)call->address);
}

static void compare_calls(struct comparing *comparing, const struct object_function *function)
{
    const struct proof_function *stored = &comparing->proof->functions.items[comparing->function];
    uint32_t count = function->flags & OBJECT_FUNCTION_IFUNC ? 0 : function->call_count;
    uint32_t have = function->flags & OBJECT_FUNCTION_IFUNC ? 0 : stored->call_count;
    const struct proof_call *calls = comparing->proof->calls.items + stored->first_call;
    for (uint32_t i = 0, at = 0; i < count; i++) { /* both are in the order of addresses */
        const struct object_call *call = &comparing->facts->calls.items[function->first_call + i];
        while (at < have && calls[at].address < call->address)
            at++;
        uint32_t same = at;
        while (same < have && calls[same].address == call->address && !is_same_call(comparing, &calls[same], call))
            same++;
        if (same == have || calls[same].address != call->address)
            differ(comparing, "a fact is missing or altered",
                   arena_format(comparing->arena, "the file has a %s that the database has not",
                                call_text(comparing, call)));
    }
    if (have != count)
        differ(comparing, "a fact is missing or altered",
               arena_format(comparing->arena, "%u calls are in the file, %u in the database", count, have));
}

/* ---- functions ---- */

static uint32_t count_symbols(const struct comparing *comparing, uint32_t body)
{
    uint32_t count = 0;
    for (uint32_t i = comparing->first_name[body]; i != NONE; i = comparing->next_name[i])
        count++;
    return count;
}

static bool has_symbol(const struct comparing *comparing, uint32_t body, const struct proof_symbol *symbol)
{
    for (uint32_t i = comparing->first_name[body]; i != NONE; i = comparing->next_name[i]) {
        const struct object_function *function = &comparing->facts->functions.items[i];
        if ((function->scope == SCOPE_WEAK) == symbol->weak &&
            strcmp(name_text(comparing, function->name), symbol->name) == 0)
            return true;
    }
    return false;
}

static void compare_symbols(struct comparing *comparing, uint32_t body)
{
    const struct proof_function *stored = &comparing->proof->functions.items[comparing->function];
    bool same = count_symbols(comparing, body) == stored->symbol_count;
    for (uint32_t i = 0; same && i < stored->symbol_count; i++)
        same &= has_symbol(comparing, body, &comparing->proof->symbols.items[stored->first_symbol + i]);
    if (!same)
        differ(comparing, "a fact is missing or altered", "other objects know it by other names than the database says");
}

static void compare_function(struct comparing *comparing)
{
    const struct proof_function *stored = &comparing->proof->functions.items[comparing->function];
    const struct object_facts *facts = comparing->facts;
    uint32_t body = map_get(comparing->bodies, stored->address);
    while (body != MAP_NONE && strcmp(name_text(comparing, facts->functions.items[body].name), stored->name) != 0)
        body = comparing->next_there[body];
    if (body == MAP_NONE) {
        differ(comparing, "no such function", "the file has no function of that name at that address");
        return;
    }
    const struct object_function *function = &facts->functions.items[body];
    bool decoded = function->flags & OBJECT_FUNCTION_DECODED && !(function->flags & OBJECT_FUNCTION_UNKNOWN_JUMP);
    bool framed = function->flags & OBJECT_FUNCTION_HAS_FRAME && !(function->flags & OBJECT_FUNCTION_DYNAMIC);
    int64_t frame = framed ? (int64_t)function->frame : -1;
    if (stored->size != function->size || stored->flags != function->flags || stored->decoded != decoded ||
        stored->frame != frame)
        differ(comparing, "a fact is missing or altered",
               "its size, frame, or what was read of it is not what the database says");
    compare_symbols(comparing, body);
    compare_calls(comparing, function);
}

/* ---- files ---- */

static void index_file(struct comparing *comparing)
{
    const struct object_facts *facts = comparing->facts;
    uint32_t count = facts->functions.count;
    comparing->bodies = map_new(comparing->arena);
    comparing->next_there = arena_array(count, sizeof(uint32_t), comparing->arena);
    comparing->first_name = arena_array(count, sizeof(uint32_t), comparing->arena);
    comparing->next_name = arena_array(count, sizeof(uint32_t), comparing->arena);
    for (uint32_t i = 0; i < count; i++)
        comparing->first_name[i] = NONE;
    for (uint32_t i = 0; i < count; i++) {
        const struct object_function *function = &facts->functions.items[i];
        if (function->body == i) {
            uint32_t *first = map_at(comparing->bodies, function->address);
            comparing->next_there[i] = *first;
            *first = i;
        }
        if (function->scope != SCOPE_LOCAL) {
            comparing->next_name[i] = comparing->first_name[function->body];
            comparing->first_name[function->body] = i;
        }
    }
}


static const struct object_facts *find_facts(const struct proof_object *object, const struct object_list *list)
{
    for (uint32_t i = 0; i < list->objects.count; i++)
        if (strcmp(intern_get(list->objects.items[i]->names, list->objects.items[i]->member), object->member) == 0)
            return list->objects.items[i];
    return NULL;
}

static bool compare_file(struct comparing *comparing, const struct proof_object *object, const struct object_list *list)
{
    comparing->facts = find_facts(object, list);
    if (!comparing->facts) {
        differ(comparing, "no object",
               list->gaps.count ? intern_get(comparing->names, list->gaps.items[0].why)
                                : "it cannot be read as an object any more");
        return false;
    }
    const struct object_facts *facts = comparing->facts;
    if (facts->checksum != object->hash || facts->length != object->size)
        differ(comparing, "a changed object",
               arena_format(comparing->arena, "hash %016llx when it was read, %016llx now; run sigvet check again",
                            (unsigned long long)object->hash, (unsigned long long)facts->checksum));
    else if (strcmp(name_text(comparing, facts->build_id), object->build_id) != 0 ||
             strcmp(name_text(comparing, facts->machine), object->machine) != 0)
        differ(comparing, "a fact is missing or altered", "its build id or machine is not what the database says");
    else
        return true;
    return false;
}

/* Compares the functions of one object, which are functions[*at] and on; gives whether all was as it should be. */
static bool compare_object(struct comparing *comparing, uint32_t index, const struct object_list *list, uint32_t *at)
{
    const struct proof *proof = comparing->proof;
    uint32_t before = comparing->differences->items.count;
    comparing->object = index;
    comparing->function = NO_ROW;
    bool same = compare_file(comparing, &proof->objects.items[index], list);
    if (same)
        index_file(comparing);
    for (; *at < proof->functions.count && proof->functions.items[comparing->functions[*at]].object == index; ++*at) {
        comparing->function = comparing->functions[*at];
        if (same)
            compare_function(comparing);
    }
    return same && comparing->differences->items.count == before;
}

/* The rows of functions by object, counted out. */
static const uint32_t *functions_by_object(const struct proof *proof, struct arena *arena)
{
    uint32_t *ends = arena_array(proof->objects.count + 1, sizeof *ends, arena);
    uint32_t *rows = arena_array(proof->functions.count, sizeof *rows, arena);
    for (uint32_t i = 0; i < proof->functions.count; i++)
        ends[proof->functions.items[i].object + 1]++;
    for (uint32_t i = 0; i < proof->objects.count; i++)
        ends[i + 1] += ends[i];
    for (uint32_t i = 0; i < proof->functions.count; i++)
        rows[ends[proof->functions.items[i].object]++] = i;
    return rows;
}

uint32_t verify_objects(const struct proof *proof, const struct options *options, struct differences *differences,
                        struct arena *arena)
{
    struct intern *names = intern_new(arena);
    uint32_t count = proof->objects.count, same = 0, at = 0;
    const char **paths = arena_array(count, sizeof *paths, arena);
    struct object_list *lists = arena_array(count, sizeof *lists, arena);
    for (uint32_t i = 0; i < count; i++)
        paths[i] = proof->objects.items[i].path;
    struct collect_options how = {.workers = options->workers, .progress = options->verbosity >= 0};
    collect_objects(paths, count, &how, names, arena, lists);
    struct comparing comparing = {.proof = proof,
                                  .differences = differences,
                                  .names = names,
                                  .functions = functions_by_object(proof, arena),
                                  .arena = arena};
    for (uint32_t i = 0; i < count; i++)
        same += compare_object(&comparing, i, &lists[i], &at);
    return same;
}
