/* SPDX-License-Identifier: Apache-2.0
 *
 * What a rule is. One file in rules/, one line in rules/rules.def. A rule looks at what one handler reaches and says findings.
 */
#ifndef SIGVET_JUDGE_RULE_H
#define SIGVET_JUDGE_RULE_H

#include "graph/graph.h"
#include "judge/finding.h"
#include "judge/marks.h"

/* One handler under judgement. */
struct inquest {
    const struct graph *graph;
    const struct catalogue *catalogue;
    const struct policy *asked;  /* the policy that the run was asked for */
    const struct policy *policy; /* that the handler starts with; what it reaches may have another: judge_policy_at */
    const struct reach *reach;
    const struct marks *marks;
    uint32_t handler;          /* index in graph->handlers and in judgement->handlers */
    struct judgement *judgement;
    struct way *ways;          /* by index in reach->items: its steps, made when a finding wants them */
    struct map *findings;      /* what tells a finding of this handler from others -> index in judgement->findings */
    struct map *axioms;        /* the same of its axioms */
    struct arena *arena;
};

struct rule {
    const char *name;          /* "unsafe-call" */
    const char *summary;       /* one line */
    const char *explanation;   /* what it means, why it matters, how to mend it; for `sigvet explain` */
    void (*check)(struct inquest *inquest);
};

/* What a rule has to say of reach->items[at]: of the call `edge` that it makes, or, without one, of the function itself. */
struct charge {
    const struct rule *rule;
    enum severity severity;
    uint32_t at;
    uint32_t edge;             /* NONE: the function itself; the place is its definition, and the chain ends with it */
    const char *callee;        /* NULL: the function itself */
    const char *emitted;       /* NULL: as the edge has it */
    const char *cause;         /* NULL: the source */
    const char *message;
    const char *reason;
    bool believed;             /* an axiom says that it does no harm: the verdict stays */
};

/*
 * Adds a finding; the chain is made here. What is only reached through candidates is lowered to a warning. The same
 * (rule, function, callee, cause, line) is added once a handler, with the worst severity.
 */
void judge_charge(struct inquest *inquest, const struct charge *charge);

/* The same for a call of the source. */
void judge_find(struct inquest *inquest, const struct rule *rule, enum severity severity, uint32_t at, uint32_t edge,
                const char *callee, const char *message, const char *reason);

/* The same for a call without an edge: one through a pointer that may hold nothing. */
void judge_find_at(struct inquest *inquest, const struct rule *rule, enum severity severity, uint32_t at,
                   struct place place, const char *callee, const char *message, const char *reason);

/* A call on a way that is not the shortest one. */
struct path_step {
    uint32_t node;
    uint32_t edge; /* NONE: the first step, or one that no edge shows */
};

/* The way itself is at fault; the place is where its first function is defined, and the notes say what each step adds. */
void judge_find_path(struct inquest *inquest, const struct rule *rule, enum severity severity,
                     const struct path_step *path, uint32_t count, const char *message, const char *reason,
                     const struct finding_note *notes, uint32_t note_count);

/* The handler itself is at fault; the place is where it is registered. */
void judge_find_handler(struct inquest *inquest, const struct rule *rule, enum severity severity, const char *message,
                        const char *reason);

/* A gap of this handler; keeps the verdict from being clean. */
void judge_gap(struct inquest *inquest, const char *kind, const char *subject, const char *why, struct spot spot);

/* Something that this handler's verdict rests on and that was not checked; told once. kind: "listed", "nosplit", or that of
 * a declaration: "never", "policy", "safe", "stack-check" (safe under a policy with `split`), "targets". */
void judge_axiom(struct inquest *inquest, const char *kind, const char *function, const char *authority);

/* The text of a place for the reports. */
struct spot judge_spot(const struct graph *graph, struct place place);

/* The name of a node as the source spells it. */
const char *judge_name(const struct graph *graph, uint32_t node);

/* The symbol that is really called: the one in the object, else the callee's linker name. */
const char *judge_symbol(const struct graph *graph, const struct edge *edge);

/* The policy that reach->items[at] is judged by. */
const struct policy *judge_policy_at(const struct inquest *inquest, uint32_t at);

/* Its name, which may be told when the graph is gone. */
const char *judge_policy_name(const struct inquest *inquest, const struct policy *policy);

/* Whether what reach->items[at] calls by this edge is judged: not when it is declared never to be called, or safe, nor when
 * the policy has nothing more to say behind reach->items[at]. */
bool judge_enters(const struct inquest *inquest, uint32_t at, const struct edge *edge);

/*
 * What the policy says of the callee of a call that reach->items[at] makes, which has no body here. A symbol that stands for another function than
 * the source names (puts for printf) is judged itself; when nobody knows it, the worse that is known of the two counts.
 */
struct verdict_on_name judge_policy(const struct inquest *inquest, uint32_t at, const struct edge *edge);

/* The policy that the callee of such a call is judged by. */
const struct policy *judge_policy_of_call(const struct inquest *inquest, uint32_t at, const struct edge *edge);

/* Room for the steps of what a handler reaches. */
struct way *judge_ways(const struct reach *reach, struct arena *arena);

/* What shows a call: "source", "object", "both". */
const char *judge_evidence(const struct edge *edge);

/* The compiler of a function; of one that is in no unit, unknown. */
enum compiler_family judge_compiler(const struct graph *graph, const struct node *node);

#endif
