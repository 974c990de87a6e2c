/* SPDX-License-Identifier: Apache-2.0
 *
 * hidden-call: the compiler, not the source, makes a call in code that a handler reaches. What put it there and how bad
 * that is stands in hidden.tbl; a function that no row explains is told all the same. The worst of table and policy
 * counts, but what the program defines itself is judged by its body.
 */
#include "rules/hidden.h"
#include "base/text.h"
#include <string.h>

enum { MOST_ROWS = 16 };

/* Texts that are the same for many calls of one handler: a sanitizer's calls come by the thousand. */
struct known_texts {
    struct map *index; /* what the texts depend on -> index in items */
    ARRAY(const char *) items;
};

/* One hidden call and what is known of it. */
struct hidden_call {
    struct inquest *inquest;
    struct known_texts *messages; /* of calls without a construct */
    struct known_texts *reasons;
    uint32_t at;
    uint32_t index;               /* of edge */
    const struct edge *edge;
    const char *symbol;
    enum compiler_family compiler;
    const struct copy *construct; /* NULL: the source has none there */
    const struct hidden *row;     /* NULL: unexplained */
    bool has_body;
    const struct policy *policy;  /* by which the callee is judged */
    struct verdict_on_name known; /* what the policy says; of a function with a body nothing */
};

bool hidden_tells(const struct inquest *inquest, uint32_t at, const struct edge *edge)
{
    const struct graph *graph = inquest->graph;
    const struct hidden *row;
    if (edge->flags & (EDGE_CALLBACK | EDGE_RUNS)) /* that callee is called by a function, not by the compiler */
        return false;
    if (edge->flags & EDGE_HIDDEN)
        return true;
    if (!(edge->flags & EDGE_UNTOLD) || graph_has_body(&graph->nodes.items[edge->callee]))
        return false;
    return judge_policy(inquest, at, edge).safety == SAFETY_UNKNOWN &&
           catalogue_hidden(inquest->catalogue, judge_symbol(graph, edge), COMPILER_UNKNOWN, &row, 1);
}

/* ---- what put it there ---- */

/* How well a row fits a construct of the source: one symbol has rows for loops, copies and zeroing, told by their cause. */
static int fit_of(const struct hidden *row, const struct copy *construct)
{
    if (row->kind != HIDDEN_COPY)
        return 0;
    if (construct->kind == COPY_ZERO)
        return strstr(row->cause, "zero") ? 3 : strstr(row->cause, "init") ? 2 : 1;
    if (construct->kind == COPY_LIST)
        return strstr(row->cause, "init") ? 3 : 1;
    return strstr(row->cause, "struct") ? 3 : strstr(row->cause, "init") && construct->kind == COPY_INIT ? 2 : 1;
}

/* Does the code of a function show the instrumentation that a row is about? */
static bool shows(const struct hidden_call *call, const struct node *node, const struct hidden *row)
{
    const struct inquest *inquest = call->inquest;
    for (uint32_t b = node->first_body; b < node->first_body + node->body_count; b++) {
        uint32_t mark = marks_first(inquest->marks, inquest->graph, inquest->graph->bodies.items[b]);
        for (; mark != NONE; mark = marks_next(inquest->marks, mark)) {
            const struct instrument *instrument =
                catalogue_instrument(inquest->catalogue, marks_kind(inquest->marks, mark), call->compiler);
            if (instrument && strcmp(instrument->cause, row->cause) == 0)
                return true;
        }
    }
    return false;
}

/* Sanitizers and profilers also call plain names (memset, an atomic helper), but only in functions that they changed. */
static bool is_unlikely(const struct hidden_call *call, const struct hidden *row)
{
    const struct node *caller = &call->inquest->graph->nodes.items[call->edge->caller];
    if ((row->kind != HIDDEN_SANITIZER && row->kind != HIDDEN_PROFILE) || strchr(row->pattern, '*') ||
        (text_starts(row->pattern, "__") && !text_starts(row->pattern, "__aarch64_")))
        return false;
    return row->kind == HIDDEN_SANITIZER ? !shows(call, caller, row) : !(caller->marks & NODE_INSTRUMENTED);
}

/* The row that fits best: of several that fit a construct alike, or without one, the first. */
static const struct hidden *choose_row(const struct hidden_call *call)
{
    const struct hidden *rows[MOST_ROWS], *best = NULL;
    uint32_t count = catalogue_hidden(call->inquest->catalogue, call->symbol, call->compiler, rows, MOST_ROWS);
    int best_fit = -2;
    for (uint32_t i = 0; i < count; i++) {
        int fit = is_unlikely(call, rows[i]) ? -1 : call->construct ? fit_of(rows[i], call->construct) : 0;
        if (fit <= best_fit)
            continue;
        best_fit = fit;
        best = rows[i];
    }
    return best;
}

static const struct copy *construct_of(const struct graph *graph, const struct edge *edge)
{
    if (edge->construct == NONE || edge->construct_unit == NONE)
        return NULL;
    return &graph->units[edge->construct_unit].facts->copies.items[edge->construct];
}

/* ---- how bad it is ---- */

static enum severity severity_of(enum safety safety)
{
    return safety == SAFETY_UNSAFE ? SEVERITY_ERROR : safety == SAFETY_SAFE ? SEVERITY_NOTE : SEVERITY_WARNING;
}

/* ISO C's list has no word on the names that are reserved to compilers, so it does not forbid them. */
static bool is_forbidden(const struct hidden_call *call)
{
    bool reserved = call->policy->list == POLICY_C && text_starts(call->symbol, "__");
    return call->known.safety == SAFETY_UNSAFE && !reserved;
}

/* Where only stacks count, what a function does besides is no matter: but checks of the stack and instrumentation are. */
static bool is_no_matter(const struct hidden_call *call)
{
    return call->policy->list == POLICY_NONE && (call->has_body || call->known.safety == SAFETY_SAFE) &&
           (!call->row || (call->row->kind != HIDDEN_STACK_CHECK && call->row->kind != HIDDEN_SANITIZER &&
                           call->row->kind != HIDDEN_PROFILE));
}

static enum severity judge_severity(const struct hidden_call *call)
{
    if (is_no_matter(call))
        return SEVERITY_NOTE;
    if (!call->row)
        return call->has_body ? SEVERITY_NOTE : severity_of(call->known.safety);
    enum severity severity = severity_of(call->row->safety);
    if (call->has_body && severity == SEVERITY_WARNING && call->row->kind != HIDDEN_STACK_CHECK)
        return SEVERITY_NOTE;
    return is_forbidden(call) && !call->row->failure ? SEVERITY_ERROR : severity;
}

/* ---- words ---- */

static const char *construct_text(const struct copy *construct, struct arena *arena)
{
    static const char *const plain[] = {[COPY_ASSIGN] = "a struct copy",
                                        [COPY_INIT] = "a struct copy",
                                        [COPY_PASS] = "a struct passed by value",
                                        [COPY_RETURN] = "a struct returned by value",
                                        [COPY_ZERO] = "a zeroed initialisation",
                                        [COPY_LIST] = "an initialisation"};
    static const char *const sized[] = {[COPY_ASSIGN] = "a struct copy of %llu bytes",
                                        [COPY_INIT] = "a struct copy of %llu bytes",
                                        [COPY_PASS] = "a struct of %llu bytes passed by value",
                                        [COPY_RETURN] = "a struct of %llu bytes returned by value",
                                        [COPY_ZERO] = "a zeroed initialisation of %llu bytes",
                                        [COPY_LIST] = "an initialisation of %llu bytes"};
    if (!construct->bytes)
        return plain[construct->kind];
    struct text text = {.arena = arena};
    const char *format = sized[construct->kind], *hole = strstr(format, "%llu");
    text_add_bytes(&text, format, (size_t)(hole - format));
    text_format(&text, "%llu%s", (unsigned long long)construct->bytes, hole + strlen("%llu"));
    return text_get(&text);
}

static const char *message_of(const struct hidden_call *call)
{
    struct inquest *inquest = call->inquest;
    const struct judged_handler *handler = &inquest->judgement->handlers.items[inquest->handler];
    struct text text = {.arena = inquest->arena};
    text_format(&text, "the compiler %scalls '%s' here",
                call->edge->flags & (EDGE_DOUBTFUL | EDGE_UNTOLD) ? "probably " : "", call->symbol);
    if (call->construct && (!call->row || call->row->kind == HIDDEN_COPY || call->row->kind == HIDDEN_SANITIZER)) {
        text_format(&text, " for %s", construct_text(call->construct, inquest->arena));
        if (call->construct->place.line != call->edge->place.line)
            text_format(&text, " at line %u", call->construct->place.line);
    }
    if (!call->row)
        text_add(&text, ", and no table says why");
    else if (!call->construct || call->row->kind != HIDDEN_COPY)
        text_format(&text, " (%s)", call->row->cause);
    text_format(&text, "; handler '%s' (%s) reaches it", handler->name, handler->signals);
    return text_get(&text);
}

static const char *policy_text(const struct hidden_call *call)
{
    const struct verdict_on_name *known = &call->known;
    struct arena *arena = call->inquest->arena;
    if (known->safety == SAFETY_UNSAFE)
        return arena_format(arena, "%s: %s (%s)", known->name, known->why, known->authority);
    if (known->safety == SAFETY_SAFE)
        return arena_format(arena, "the policy lists '%s' as safe (%s)", known->name, known->authority);
    return call->has_body ? "the program defines it, and its body is judged"
                          : "it has no body here and is on no list";
}

static const char *suppress_text(const struct hidden_call *call)
{
    static const char *const compilers[] = {
        [COMPILER_UNKNOWN] = "the compiler", [COMPILER_GCC] = "gcc", [COMPILER_CLANG] = "clang"};
    const char *compiler = compilers[call->compiler];
    struct arena *arena = call->inquest->arena;
    return call->row->suppress ? arena_format(arena, "; to keep %s from it: %s", compiler, call->row->suppress)
                               : arena_format(arena, "; nothing keeps %s from it", compiler);
}

static const char *reason_of(const struct hidden_call *call)
{
    struct text text = {.arena = call->inquest->arena};
    if (!call->row) {
        text_format(&text, "unexplained: no row of hidden.tbl has this symbol; %s", policy_text(call));
        return text_get(&text);
    }
    text_format(&text, "%s: %s (%s)", call->symbol, call->row->why, call->row->authority);
    if (call->has_body || call->known.safety == SAFETY_SAFE || (is_forbidden(call) && !call->row->failure))
        text_format(&text, "; %s", policy_text(call));
    text_add(&text, suppress_text(call));
    return text_get(&text);
}

/* Symbol, construct, compiler and what the callee is decide row and policy; doubt is in the message alone. */
static const char *once(const struct hidden_call *call, struct known_texts *known,
                        const char *(*make)(const struct hidden_call *call))
{
    uint32_t form = call->construct ? call->construct->kind + 1 : 0;
    form = form * 8 + call->compiler;
    form = form * 2 + call->has_body;
    form = form * 2 + ((call->inquest->graph->nodes.items[call->edge->caller].marks & NODE_INSTRUMENTED) != 0);
    form = form * 2 + (call->row && call->row->kind == HIDDEN_SANITIZER);
    form = form * 2 + ((call->edge->flags & (EDGE_DOUBTFUL | EDGE_UNTOLD)) != 0);
    form = form * 64 + graph_cross(call->inquest->graph, call->edge, call->inquest->reach->items.items[call->at].policy).policy;
    name_id symbol = call->edge->emitted ? call->edge->emitted
                                         : call->inquest->graph->nodes.items[call->edge->callee].linker;
    uint32_t *index = map_at(known->index, map_pair(symbol, form));
    if (*index == MAP_NONE) {
        *index = known->items.count;
        *array_push(&known->items, call->inquest->arena) = make(call);
    }
    return known->items.items[*index];
}

/* ---- the finding ---- */

/* What is told as harmless is so on somebody's word, unless its body is judged. */
static void believe(const struct hidden_call *call, enum severity severity, bool believed)
{
    if (call->has_body || (severity != SEVERITY_NOTE && !believed))
        return;
    const char *kind = call->policy->list == POLICY_NONE ? "nosplit" : "listed";
    if (call->known.safety == SAFETY_SAFE)
        judge_axiom(call->inquest, kind, call->known.name, call->known.authority);
    else
        judge_axiom(call->inquest, "listed", call->symbol, call->row->authority);
}

static void tell(const struct hidden_call *call)
{
    extern const struct rule rule_hidden_call;
    struct inquest *inquest = call->inquest;
    enum severity severity = judge_severity(call);
    bool failure = call->row && call->row->failure;
    bool believed = severity == SEVERITY_WARNING && (call->known.safety == SAFETY_SAFE || failure);
    const char *callee = judge_name(inquest->graph, call->edge->callee);
    judge_charge(inquest, &(struct charge){.rule = &rule_hidden_call,
                                           .severity = severity,
                                           .at = call->at,
                                           .edge = call->index,
                                           .callee = callee,
                                           .emitted = call->symbol,
                                           .cause = call->row ? call->row->cause : "unexplained",
                                           .message = call->construct ? message_of(call)
                                                                      : once(call, call->messages, message_of),
                                           .reason = once(call, call->reasons, reason_of),
                                           .believed = believed});
    believe(call, severity, believed);
    if (!call->row && !call->has_body && call->known.safety == SAFETY_UNKNOWN)
        judge_gap(inquest, "unknown-callee", callee,
                  "it has no body here and is on no list: add a row in a table (--tables)",
                  judge_spot(inquest->graph, call->edge->place));
}

static void check_edge(struct inquest *inquest, struct known_texts *messages, struct known_texts *reasons, uint32_t at,
                       uint32_t index)
{
    const struct graph *graph = inquest->graph;
    const struct edge *edge = &graph->edges.items[index];
    if (!hidden_tells(inquest, at, edge) || !judge_enters(inquest, at, edge))
        return;
    struct hidden_call call = {.inquest = inquest,
                               .messages = messages,
                               .reasons = reasons,
                               .at = at,
                               .index = index,
                               .edge = edge,
                               .symbol = judge_symbol(graph, edge),
                               .compiler = judge_compiler(graph, &graph->nodes.items[edge->caller]),
                               .construct = construct_of(graph, edge),
                               .known = catalogue_ban(inquest->catalogue, judge_symbol(graph, edge)),
                               .policy = judge_policy_of_call(inquest, at, edge)};
    bool banned = call.known.safety == SAFETY_UNSAFE; /* then its body alone does not answer for it */
    call.has_body = !banned && graph_has_body(&graph->nodes.items[edge->callee]);
    call.row = choose_row(&call);
    if (call.row && call.row->kind == HIDDEN_THUNK)
        return;
    if (!banned && !call.has_body)
        call.known = catalogue_judge(inquest->catalogue, call.policy, call.symbol);
    tell(&call);
}

static void check(struct inquest *inquest)
{
    const struct graph *graph = inquest->graph;
    struct known_texts messages = {.index = map_new(inquest->arena)}, reasons = {.index = map_new(inquest->arena)};
    for (uint32_t i = 0; i < inquest->reach->items.count; i++) {
        const struct node *node = &graph->nodes.items[inquest->reach->items.items[i].node];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++)
            check_edge(inquest, &messages, &reasons, i, e);
    }
}

const struct rule rule_hidden_call = {
    .name = "hidden-call",
    .summary = "the compiler makes a call that the source does not, in code that a signal handler reaches",
    .explanation =
        "The object has a call at a line where the source makes none: a struct assignment that became memcpy, a\n"
        "sanitizer's or profiler's hook, the stack check of -fsplit-stack, the resolver of a thread-local variable.\n"
        "Reviewing the source cannot show it, and it runs in the handler like any other call.\n"
        "\n"
        "An error: what is called is not safe there. A warning: it is safe under a condition, which the message\n"
        "names; the handler is unproven, unless the policy lists the function, or it only runs when the program is\n"
        "about to be stopped. Then the verdict stays, and an axiom says what was believed. A note (-v): it is safe.\n"
        "Calls that no table explains are told as 'unexplained'. 'Probably' stands where another call at the same\n"
        "line could be the hidden one, or where it cannot be told (no line table).\n"
        "\n"
        "The reason says what keeps this compiler from making the call; compilers differ. Where nothing does, keep\n"
        "the construct out of what the handler reaches (copy members one by one, or a loop with volatile access).\n",
    .check = check,
};
