/* SPDX-License-Identifier: Apache-2.0
 *
 * Which stack handlers run on: takes what flows into sa_flags at a registration and into ss_size at a call of sigaltstack,
 * gives the numbers where all that flows there are numbers.
 */
#include "graph/trace.h"
#include <string.h>

enum { ON_ALTERNATE = 0x08000000 }; /* SA_ONSTACK of Linux */

/* The numbers that a member of the struct may hold that a call is handed; false: it may hold something else too. */
static bool numbers_of_member(const struct site *site, uint32_t argument, const char *member, struct numbers *numbers)
{
    const struct build *build = site->build;
    bool known = false;
    for (uint32_t i = build->units[site->unit].call_points[site->call]; i != NONE; i = build->points.items[i].next) {
        const struct point *point = &build->points.items[i];
        if (point->kind != SLOT_HANDED || point->index != argument || !point->path ||
            strcmp(intern_get(build->graph->names, point->path), member) != 0)
            continue;
        struct leaves leaves = {0};
        trace_point(site, i, HANDLER_VALUE, &leaves);
        known = leaves.items.count > 0;
        for (uint32_t l = 0; l < leaves.items.count; l++) {
            const struct leaf *leaf = &leaves.items.items[l];
            uint32_t found = numbers->items.count;
            if (leaf->kind == LEAF_NUMBER)
                *array_push(&numbers->items, site->arena) = (struct number){(int32_t)leaf->id, NONE, NONE};
            else if (leaf->kind == LEAF_POINT)
                numbers_find(site->build, leaf->id, numbers, site->arena);
            known &= numbers->items.count > found;
        }
    }
    for (uint32_t i = 0; i < numbers->items.count; i++)
        known &= numbers->items.items[i].value != SIGNAL_UNKNOWN;
    return known;
}

enum registration_stack trace_stack(const struct site *site)
{
    if (site->registrar->form != HANDLER_STRUCT)
        return STACK_OF_THREAD; /* signal() asks for no other */
    enum registration_stack stack = STACK_NOT_TOLD;
    for (const struct site *at = site; at && stack == STACK_NOT_TOLD; at = at->below) {
        struct numbers numbers = {0};
        bool known = numbers_of_member(at, site->registrar->handler, "sa_flags", &numbers);
        for (uint32_t i = 0; i < numbers.items.count; i++)
            if (numbers.items.items[i].value != SIGNAL_UNKNOWN && numbers.items.items[i].value & ON_ALTERNATE)
                return STACK_ALTERNATE;
        stack = known ? STACK_OF_THREAD : STACK_NOT_TOLD;
    }
    return stack;
}

static void add_alternate(struct build *build, const struct site *site)
{
    struct numbers numbers = {0};
    bool known = numbers_of_member(site, 0, "ss_size", &numbers);
    uint64_t least = 0;
    for (uint32_t i = 0; i < numbers.items.count; i++) {
        int32_t value = numbers.items.items[i].value;
        if (value > 0 && (!least || (uint64_t)value < least))
            least = (uint64_t)value;
    }
    if (known && !least)
        return; /* SS_DISABLE */
    *array_push(&build->graph->alternates, build->arena) = (struct alternate_stack){
        .unit = site->unit,
        .place = build->graph->units[site->unit].facts->calls.items[site->call].place,
        .bytes = known ? least : 0};
}

void alternates_find(struct build *build)
{
    struct arena *arena = arena_new();
    name_id name = intern_find(build->graph->names, "sigaltstack");
    for (uint32_t node = 0; name && node < build->node_room; node++) {
        if (build->graph->nodes.items[node].linker != name)
            continue;
        for (uint32_t i = build->first_caller[node]; i != NONE; i = build->callers.items[i].next) {
            struct site site = {
                .build = build, .unit = build->callers.items[i].unit, .call = build->callers.items[i].call, .arena = arena};
            add_alternate(build, &site);
        }
    }
    arena_free(arena);
}
