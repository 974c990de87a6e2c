/* SPDX-License-Identifier: Apache-2.0
 *
 * stack-depth: what a handler reaches may take more stack than there is: the limit that the user says, or the alternate
 * stack that the program installs. Told with the bytes of each step; what has no bound (recursion, a frame that grows, a
 * function of which no frame is known) is told where there is something to compare with. Under the policy nosplit the
 * limit is that of code without a stack check, as Go's linker has it.
 */
#include "graph/stack.h"
#include "base/text.h"
#include "judge/rule.h"
#include <string.h>

extern const struct rule rule_stack_depth;

/* What the stack is compared with. */
struct room {
    int64_t bytes;        /* -1: nothing to compare with */
    const char *of;       /* "--stack-limit", "sigaltstack", "MINSIGSTKSZ"; "" */
    const char *told;     /* "the limit is 8,192" */
    bool said;            /* by the user: what exceeds it is an error */
    bool least;           /* what there is at least, for the size is not known: what exceeds it is a note */
};

enum { MINIMUM = 2048 }; /* MINSIGSTKSZ of Linux and glibc, but for AArch64 */

/* "9,544" */
static const char *grouped(uint64_t bytes, struct arena *arena)
{
    if (bytes < 1000)
        return arena_format(arena, "%llu", (unsigned long long)bytes);
    return arena_format(arena, "%s,%03llu", grouped(bytes / 1000, arena), (unsigned long long)(bytes % 1000));
}

static bool is_nosplit(const struct inquest *inquest)
{
    return inquest->policy->nosplit && inquest->policy->list == POLICY_NONE;
}

/* Where some registration says, or none says otherwise. */
static enum registration_stack stack_of(const struct graph *graph, const struct handler *handler)
{
    enum registration_stack stack = STACK_OF_THREAD;
    for (uint32_t i = handler->first; i < handler->first + handler->count; i++) {
        const struct registration *registration = &graph->registrations.items[i];
        if (registration->stack == STACK_ALTERNATE)
            return STACK_ALTERNATE;
        if (registration->stack == STACK_NOT_TOLD &&
            strcmp(intern_get(graph->names, registration->registrar), "--root") != 0)
            stack = STACK_NOT_TOLD;
    }
    return stack;
}

/* The smallest alternate stack that the handler's program installs; NULL: of none the size is known. */
static const struct alternate_stack *smallest(const struct graph *graph, const struct handler *handler)
{
    const struct alternate_stack *found = NULL;
    for (uint32_t i = 0; i < graph->alternates.count; i++) {
        const struct alternate_stack *stack = &graph->alternates.items[i];
        bool linked = handler->program == NONE || graph_links(graph, handler->program, stack->unit);
        if (linked && stack->bytes && (!found || stack->bytes < found->bytes))
            found = stack;
    }
    return found;
}

static struct room room_of(const struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    const struct handler *handler = &graph->handlers.items[inquest->handler];
    struct room room = {.bytes = -1, .of = ""};
    if (graph->stack.limit) {
        const char *limit = grouped(graph->stack.limit, inquest->arena);
        return (struct room){.bytes = (int64_t)graph->stack.limit,
                             .of = "--stack-limit",
                             .told = arena_format(inquest->arena, "the limit is %s", limit),
                             .said = true};
    }
    enum registration_stack on = is_nosplit(inquest) ? STACK_OF_THREAD : stack_of(graph, handler);
    const struct alternate_stack *stack = on == STACK_OF_THREAD ? NULL : smallest(graph, handler);
    if (stack) {
        struct spot spot = judge_spot(graph, stack->place);
        room.bytes = (int64_t)stack->bytes;
        room.of = "sigaltstack";
        room.told = arena_format(inquest->arena, "the alternate stack of %s:%u has %s%s", text_basename(spot.file),
                                 spot.line, grouped(stack->bytes, inquest->arena),
                                 on == STACK_ALTERNATE ? "" : ", if it runs on that");
    } else if (on == STACK_ALTERNATE) {
        room.bytes = MINIMUM;
        room.of = "MINSIGSTKSZ";
        room.told = "MINSIGSTKSZ, the least that its alternate stack may have, is 2,048";
        room.least = true;
    }
    return room;
}

static const char *step_name(const struct graph *graph, const struct stack_step *step)
{
    return step->what ? step->what : judge_name(graph, step->node);
}

static struct spot step_spot(const struct graph *graph, const struct stack_step *step)
{
    if (step->edge != NONE)
        return judge_spot(graph, graph->edges.items[step->edge].place);
    return step->node == NONE ? (struct spot){.file = ""} : judge_spot(graph, graph->nodes.items[step->node].place);
}

/* ---- the view ---- */

static const char *const obstacle_kinds[] = {[STACK_RECURSION] = "recursion",
                                             [STACK_DYNAMIC] = "dynamic",
                                             [STACK_UNKNOWN] = "unknown",
                                             [STACK_UNSEEN] = "unknown"};

static const char *kind_of(const struct stack_bound *bound)
{
    enum stack_obstacle_kind worst = STACK_UNSEEN;
    for (uint32_t i = 0; i < bound->obstacles.count; i++)
        if (bound->obstacles.items[i].kind < worst)
            worst = bound->obstacles.items[i].kind;
    return bound->obstacles.count ? obstacle_kinds[worst] : "bounded";
}

static void keep(struct inquest *inquest, const struct stack_bound *bound, const struct room *room)
{
    const struct graph *graph = inquest->graph;
    struct judged_stack_step *steps = arena_array(bound->steps.count, sizeof *steps, inquest->arena);
    uint64_t total = 0;
    for (uint32_t i = 0; i < bound->steps.count; i++) {
        const struct stack_step *step = &bound->steps.items[i];
        total += step->bytes;
        steps[i] = (struct judged_stack_step){.function = step_name(graph, step),
                                              .spot = step_spot(graph, step),
                                              .frame = step->bytes,
                                              .total = total};
    }
    *array_push(&inquest->judgement->stacks, inquest->arena) = (struct judged_stack){.handler = inquest->handler,
                                                                                     .bytes = bound->bytes,
                                                                                     .kind = kind_of(bound),
                                                                                     .limit = room->bytes,
                                                                                     .limit_of = room->of,
                                                                                     .steps = steps,
                                                                                     .step_count = bound->steps.count};
}

/* ---- what is told ---- */

/* A note for each step: what it adds, and how much that makes, or how much is left. */
static const struct finding_note *notes_of(const struct inquest *inquest, const struct stack_bound *bound,
                                           int64_t limit)
{
    const struct graph *graph = inquest->graph;
    struct arena *arena = inquest->arena;
    struct finding_note *notes = arena_array(bound->steps.count, sizeof *notes, arena);
    uint64_t total = 0;
    for (uint32_t i = 0; i < bound->steps.count; i++) {
        const struct stack_step *step = &bound->steps.items[i];
        struct text text = {.arena = arena};
        total += step->bytes;
        text_format(&text, "%7s bytes  ", grouped(step->bytes, arena));
        text_format(&text, step->what ? "%s" : "'%s'", step_name(graph, step));
        if (step->what && step->node != NONE)
            text_format(&text, " of '%s'", judge_name(graph, step->node));
        if (!step->what && !step->bytes && i + 1 < bound->steps.count)
            text_add(&text, ", whose frame is gone: a tail call");
        if (limit < 0)
            text_format(&text, ", %s in all", grouped(total, arena));
        else if (total <= (uint64_t)limit)
            text_format(&text, ", %s left", grouped((uint64_t)limit - total, arena));
        else
            text_format(&text, ", %s over", grouped(total - (uint64_t)limit, arena));
        notes[i] = (struct finding_note){.spot = step_spot(graph, step), .text = text_get(&text)};
    }
    return notes;
}

/* The functions of the deepest chain. */
static uint32_t path_of(const struct inquest *inquest, const struct stack_bound *bound, struct path_step **path)
{
    struct path_step *steps = arena_array(bound->steps.count + 1, sizeof *steps, inquest->arena);
    uint32_t count = 0;
    for (uint32_t i = 0; i < bound->steps.count; i++)
        if (bound->steps.items[i].node != NONE)
            steps[count++] = (struct path_step){bound->steps.items[i].node, bound->steps.items[i].edge};
    *path = steps;
    return count;
}

static void tell_overflow(struct inquest *inquest, const struct stack_bound *bound, const struct room *room)
{
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    struct arena *arena = inquest->arena;
    const char *bytes = grouped(bound->bytes, arena), *limit = grouped((uint64_t)room->bytes, arena);
    struct path_step *path;
    uint32_t count = path_of(inquest, bound, &path);
    const char *message =
        is_nosplit(inquest)
            ? arena_format(arena, "nosplit stack over %s byte limit: '%s' and what it calls without a stack check take %s",
                           limit, judge_name(inquest->graph, path[0].node), bytes)
            : arena_format(arena, "handler '%s' (%s) may take %s bytes of stack; %s", handler->name,
                           handler->signals, bytes, room->told);
    const char *reason = bound->obstacles.count ? "it may be more: what has no bound is told by itself" : "";
    enum severity severity = room->least                       ? SEVERITY_NOTE
                             : room->said && !bound->guessed ? SEVERITY_ERROR
                                                             : SEVERITY_WARNING;
    judge_find_path(inquest, &rule_stack_depth, severity, path, count, message, reason,
                    notes_of(inquest, bound, room->bytes), bound->steps.count);
}

static const char *cycle_text(const struct inquest *inquest, const struct stack_obstacle *obstacle)
{
    struct text text = {.arena = inquest->arena};
    for (uint32_t i = 0; i <= obstacle->node_count; i++)
        text_format(&text, "%s%s", i ? " > " : "",
                    judge_name(inquest->graph, obstacle->nodes[i % obstacle->node_count]));
    return text_get(&text);
}

static void tell_obstacle(struct inquest *inquest, const struct stack_obstacle *obstacle, const struct room *room)
{
    bool certain = obstacle->kind == STACK_RECURSION || obstacle->kind == STACK_DYNAMIC;
    enum severity severity = room->said || (certain && !room->least) ? SEVERITY_WARNING : SEVERITY_NOTE;
    struct arena *arena = inquest->arena;
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    const char *name = judge_name(inquest->graph, obstacle->nodes[0]), *what = "", *reason = "";
    switch (obstacle->kind) {
    case STACK_RECURSION:
        what = arena_format(arena, "'%s' calls itself: %s", name, cycle_text(inquest, obstacle));
        reason = "each turn takes stack anew; a loop, or a limit on the turns that somebody has checked";
        break;
    case STACK_DYNAMIC:
        what = arena_format(arena, "the frame of '%s' grows at run time", name);
        reason = "alloca or an array whose length only the run knows; an array of fixed length has a bound";
        break;
    case STACK_UNKNOWN:
        what = arena_format(arena, "nothing says how much stack '%s' takes", name);
        reason = "no compiled code of it was read, and frames.tbl has no row; add one (--tables)";
        break;
    case STACK_UNSEEN:
        what = arena_format(arena, "'%s' makes calls that are not known", name);
        reason = "its gaps say which";
        break;
    }
    judge_charge(inquest,
                 &(struct charge){.rule = &rule_stack_depth,
                                  .severity = severity,
                                  .at = map_get(inquest->reach->index, obstacle->nodes[0]),
                                  .edge = NONE,
                                  .cause = obstacle_kinds[obstacle->kind],
                                  .message = arena_format(arena, "the stack of handler '%s' (%s) has no bound: %s",
                                                          handler->name, handler->signals, what),
                                  .reason = reason});
}

static void check(struct inquest *inquest)
{
    if (!inquest->graph->object_count)
        return;
    struct arena *arena = arena_new();
    struct stack_query query = {.graph = inquest->graph,
                                .catalogue = inquest->catalogue,
                                .reach = inquest->reach,
                                .handler = &inquest->graph->handlers.items[inquest->handler],
                                .nosplit = is_nosplit(inquest)};
    const struct stack_bound *bound = graph_stack(&query, arena);
    struct room room = room_of(inquest);
    keep(inquest, bound, &room);
    if (room.bytes >= 0 && bound->bytes > (uint64_t)room.bytes)
        tell_overflow(inquest, bound, &room);
    for (uint32_t i = 0; i < bound->obstacles.count && room.bytes >= 0; i++)
        tell_obstacle(inquest, &bound->obstacles.items[i], &room);
    arena_free(arena);
}

const struct rule rule_stack_depth = {
    .name = "stack-depth",
    .summary = "what a signal handler reaches may take more stack than there is",
    .explanation =
        "A handler on an alternate stack has only what sigaltstack was given. It begins with the kernel's signal frame,\n"
        "which is a few kilobytes where the processor has wide registers, more than MINSIGSTKSZ; then come the frames of\n"
        "the handler and of all that it calls, and the first call of a library function may run the dynamic linker.\n"
        "The finding says the deepest chain and the bytes of each step, from the frames of compiled code; of library\n"
        "functions frames.tbl says how much they take. Recursion and frames that grow at run time have no bound.\n"
        "\n"
        "To mend it: a larger alternate stack (sysconf(_SC_SIGSTKSZ) or more), smaller frames, static buffers; -z now\n"
        "keeps the dynamic linker out. --stack-limit BYTES compares every handler with a limit of yours; with the policy\n"
        "nosplit it is the room that functions without a stack check may take together.\n",
    .check = check,
};
