/* SPDX-License-Identifier: Apache-2.0
 *
 * What a rule is. One file in rules/, one line in rules/rules.def. A rule looks at what one handler reaches and says findings.
 */
#ifndef SIGVET_JUDGE_RULE_H
#define SIGVET_JUDGE_RULE_H

#include "graph/graph.h"
#include "judge/finding.h"

/* One handler under judgement. */
struct inquest {
    const struct graph *graph;
    const struct catalogue *catalogue;
    const struct policy *policy;
    const struct reach *reach;
    uint32_t handler;          /* index in graph->handlers and in judgement->handlers */
    struct judgement *judgement;
    struct arena *arena;
};

struct rule {
    const char *name;          /* "unsafe-call" */
    const char *summary;       /* one line */
    const char *explanation;   /* what it means, why it matters, how to mend it; for `sigvet explain` */
    void (*check)(struct inquest *inquest);
};

/*
 * Adds a finding for the call `edge` made by reach->items[at]; the chain is made here. A call through candidates is
 * lowered to a warning. The same (rule, function, callee, line) is added once a handler.
 */
void judge_find(struct inquest *inquest, const struct rule *rule, enum severity severity, uint32_t at, uint32_t edge,
                const char *callee, const char *message, const char *reason);

/* The same for a call without an edge: one through a pointer that may hold nothing. */
void judge_find_at(struct inquest *inquest, const struct rule *rule, enum severity severity, uint32_t at,
                   struct place place, const char *callee, const char *message, const char *reason);

/* The handler itself is at fault; the place is where it is registered. */
void judge_find_handler(struct inquest *inquest, const struct rule *rule, enum severity severity, const char *message,
                        const char *reason);

/* A gap of this handler; keeps the verdict from being clean. */
void judge_gap(struct inquest *inquest, const char *kind, const char *subject, const char *why, struct spot spot);

/* The text of a place for the reports. */
struct spot judge_spot(const struct graph *graph, struct place place);

/* The name of a node as the source spells it. */
const char *judge_name(const struct graph *graph, uint32_t node);

#endif
