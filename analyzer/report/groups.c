/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes findings, each of one handler in one program and variant, gives them by what they say: rule, function, callee,
 * place, and the message without the handler's name. Groups that differ in the line alone are told with the first.
 */
#include "report/groups.h"
#include "base/map.h"
#include "report/keys.h"
#include <stdlib.h>
#include <string.h>

struct grouping {
    const struct judgement *judgement;
    struct groups *groups;
    struct keys *keys;
    const char **labels; /* by handler: "'on_int' (SIGINT)", as messages have it */
    struct arena *arena;
};

/* ---- which findings are one group ---- */

/* The message without the handler. */
static uint32_t key_of_message(const struct grouping *grouping, uint32_t key, const struct finding *finding)
{
    const char *label = grouping->labels[finding->handler];
    const char *at = strstr(finding->message, label);
    if (!at)
        return keys_text(grouping->keys, key, finding->message);
    key = keys_bytes(grouping->keys, key, finding->message, (size_t)(at - finding->message));
    return keys_text(grouping->keys, key, at + strlen(label));
}

static uint32_t key_of(const struct grouping *grouping, const struct finding *finding)
{
    struct keys *keys = grouping->keys;
    uint32_t key = keys_spot(keys, 0, &finding->spot);
    key = keys_number(keys, keys_text(keys, key, finding->rule), finding->severity);
    key = keys_text(keys, keys_text(keys, key, finding->function), finding->callee);
    return key_of_message(grouping, keys_text(keys, key, finding->cause), finding);
}

static bool is_of_variant(const struct judgement *judgement, const struct finding *finding, const struct finding *other)
{
    return strcmp(judgement->handlers.items[finding->handler].variant,
                  judgement->handlers.items[other->handler].variant) == 0;
}

static void add_to(const struct grouping *grouping, struct group *group, uint32_t at)
{
    const struct finding *findings = grouping->judgement->findings.items;
    grouping->groups->next[group->last] = at;
    group->last = at;
    if (findings[at].step_count < findings[group->head].step_count &&
        is_of_variant(grouping->judgement, &findings[at], &findings[group->head]))
        group->head = at;
}

static void gather(const struct grouping *grouping, bool notes)
{
    const struct judgement *judgement = grouping->judgement;
    struct groups *groups = grouping->groups;
    struct map *known = map_new(grouping->arena);
    for (uint32_t i = 0; i < judgement->findings.count; i++) {
        groups->next[i] = NO_GROUP;
        if (judgement->findings.items[i].severity == SEVERITY_NOTE && !notes)
            continue;
        uint32_t *index = map_at(known, key_of(grouping, &judgement->findings.items[i]));
        if (*index != MAP_NONE) {
            add_to(grouping, &groups->items.items[*index], i);
            continue;
        }
        *index = groups->items.count;
        *array_push(&groups->items, grouping->arena) =
            (struct group){.head = i, .first = i, .last = i, .repeat = NO_GROUP};
    }
}

/* ---- other lines ---- */

/* The same fault of the same function, reached by the same handlers. Calls of a tool's are many: of these one stands
 * for all of the same cause. */
static uint32_t key_of_fault(const struct grouping *grouping, const struct group *group)
{
    struct keys *keys = grouping->keys;
    const struct finding *head = &grouping->judgement->findings.items[group->head];
    uint32_t key = keys_text(keys, keys_text(keys, 0, head->spot.file), head->rule);
    key = keys_text(keys, keys_number(keys, key, head->severity), head->function);
    key = keys_text(keys, key, head->cause);
    key = keys_text(keys, key, strcmp(head->rule, "hidden-call") == 0 ? "" : head->callee);
    for (uint32_t i = group->first; i != NO_GROUP; i = grouping->groups->next[i])
        key = keys_number(keys, key, grouping->judgement->findings.items[i].handler);
    return key;
}

static void fold_lines(const struct grouping *grouping)
{
    struct groups *groups = grouping->groups;
    struct map *last = map_new(grouping->arena);
    for (uint32_t i = 0; i < groups->items.count; i++) {
        uint32_t *index = map_at(last, key_of_fault(grouping, &groups->items.items[i]));
        if (*index != MAP_NONE) {
            groups->items.items[*index].repeat = i;
            groups->items.items[i].repeats = true;
        }
        *index = i;
    }
}

/* ---- which are shown ---- */

struct rank {
    enum severity severity;
    uint32_t steps;
    uint32_t group;
};

static int compare_ranks(const void *left, const void *right)
{
    const struct rank *a = left, *b = right;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->steps != b->steps)
        return a->steps < b->steps ? -1 : 1;
    return a->group < b->group ? -1 : a->group > b->group;
}

static void choose(const struct grouping *grouping, uint32_t most)
{
    struct groups *groups = grouping->groups;
    struct rank *ranks = arena_array(groups->items.count, sizeof *ranks, grouping->arena);
    uint32_t count = 0;
    for (uint32_t i = 0; i < groups->items.count; i++) {
        const struct finding *head = &grouping->judgement->findings.items[groups->items.items[i].head];
        if (!groups->items.items[i].repeats)
            ranks[count++] = (struct rank){head->severity, head->step_count, i};
    }
    qsort(ranks, count, sizeof *ranks, compare_ranks);
    for (uint32_t i = 0; i < count && i < most; i++)
        groups->items.items[ranks[i].group].shown = true;
    groups->more = count > most ? count - most : 0;
}

struct groups *groups_make(const struct judgement *judgement, bool notes, uint32_t most, struct arena *arena)
{
    struct groups *groups = arena_alloc(sizeof *groups, arena);
    struct grouping grouping = {.judgement = judgement, .groups = groups, .keys = keys_new(arena), .arena = arena};
    groups->next = arena_array(judgement->findings.count, sizeof *groups->next, arena);
    grouping.labels = arena_array(judgement->handlers.count, sizeof *grouping.labels, arena);
    for (uint32_t i = 0; i < judgement->handlers.count; i++)
        grouping.labels[i] = arena_format(arena, "'%s' (%s)", judgement->handlers.items[i].name,
                                          judgement->handlers.items[i].signals);
    gather(&grouping, notes);
    fold_lines(&grouping);
    choose(&grouping, most);
    return groups;
}
