/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes judgements as they were made, gives them in order: by place, then by name, each thing once; and makes one of two.
 */
#include "judge/order.h"
#include "judge/judge.h"
#include "judge/proof.h"
#include <stdlib.h>
#include <string.h>

/* ---- what comes first ---- */

static int compare_numbers(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_spots(const struct spot *a, const struct spot *b)
{
    int order = strcmp(a->file, b->file);
    if (!order)
        order = compare_numbers(a->line, b->line);
    return order ? order : compare_numbers(a->column, b->column);
}

static int compare_findings(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    int order = compare_spots(&a->spot, &b->spot);
    if (!order)
        order = strcmp(a->rule, b->rule);
    if (!order)
        order = strcmp(a->callee, b->callee);
    if (!order)
        order = compare_numbers(a->handler, b->handler);
    if (!order)
        order = strcmp(a->function, b->function);
    return order ? order : strcmp(a->cause, b->cause);
}

static int compare_gaps(const void *left, const void *right)
{
    const struct judged_gap *a = left, *b = right;
    int order = compare_numbers(a->handler, b->handler);
    if (!order)
        order = compare_spots(&a->spot, &b->spot);
    if (!order)
        order = strcmp(a->kind, b->kind);
    return order ? order : strcmp(a->subject, b->subject);
}

/* Those of the program as it is built first. */
static int compare_gaps_of_variants(const void *left, const void *right)
{
    const struct judged_gap *a = left, *b = right;
    int order = compare_gaps(a, b);
    return order ? order : strcmp(a->variant ? a->variant : "", b->variant ? b->variant : "");
}

static int compare_axioms(const void *left, const void *right)
{
    const struct axiom *a = left, *b = right;
    int order = compare_numbers(a->handler, b->handler);
    if (!order)
        order = strcmp(a->function, b->function);
    return order ? order : strcmp(a->kind, b->kind);
}

static int compare_calls(const void *left, const void *right)
{
    const struct judged_call *a = left, *b = right;
    int order = compare_spots(&a->spot, &b->spot);
    if (!order)
        order = strcmp(a->caller, b->caller);
    if (!order)
        order = strcmp(a->callee, b->callee);
    if (!order)
        order = strcmp(a->kind, b->kind);
    if (!order)
        order = strcmp(a->variant, b->variant);
    if (!order)
        order = a->hidden - b->hidden;
    return order ? order : a->folded - b->folded;
}

static int compare_functions(const void *left, const void *right)
{
    const struct judged_function *a = left, *b = right;
    int order = compare_spots(&a->spot, &b->spot);
    if (!order)
        order = strcmp(a->name, b->name);
    return order ? order : strcmp(a->variant, b->variant);
}

/* ---- each once ---- */

/* What the program has as it is built is no gap of a variant. */
static void keep_gaps(struct judgement *judgement)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < judgement->gaps.count; i++) {
        const struct judged_gap *gap = &judgement->gaps.items[i];
        const struct judged_gap *known = kept ? &judgement->gaps.items[kept - 1] : NULL;
        bool same = known && compare_gaps(known, gap) == 0;
        if (!same || (known->variant && strcmp(known->variant, gap->variant) != 0))
            judgement->gaps.items[kept++] = *gap;
    }
    judgement->gaps.count = kept;
}

/* Two of one place differ in what shows them: it is a guess when both are, and has the evidence of both. */
static void keep_calls(struct judgement *judgement)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < judgement->calls.count; i++) {
        const struct judged_call *call = &judgement->calls.items[i];
        struct judged_call *known = kept ? &judgement->calls.items[kept - 1] : NULL;
        if (!known || compare_calls(known, call) != 0) {
            judgement->calls.items[kept++] = *call;
            continue;
        }
        known->candidate &= call->candidate;
        if (!*call->declared)
            known->declared = "";
        if (strcmp(known->evidence, call->evidence) != 0)
            known->evidence = "both";
    }
    judgement->calls.count = kept;
}

/* An inline function of a header has code in many units. */
static void keep_functions(struct judgement *judgement)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < judgement->functions_seen.count; i++) {
        const struct judged_function *function = &judgement->functions_seen.items[i];
        struct judged_function *known = kept ? &judgement->functions_seen.items[kept - 1] : NULL;
        if (!known || !*function->spot.file || compare_functions(known, function) != 0) {
            judgement->functions_seen.items[kept++] = *function;
            continue;
        }
        known->frame = function->frame > known->frame ? function->frame : known->frame;
        known->instrumented |= function->instrumented;
        known->splittable |= function->splittable;
        known->nosplit |= function->nosplit;
    }
    judgement->functions_seen.count = kept;
}

#define SORT(array, compare)                                                  \
    do {                                                                      \
        if ((array)->count)                                                   \
            qsort((array)->items, (array)->count, sizeof *(array)->items, compare); \
    } while (0)

void judgement_sort(struct judgement *judgement)
{
    SORT(&judgement->findings, compare_findings);
    SORT(&judgement->gaps, compare_gaps_of_variants);
    SORT(&judgement->axioms, compare_axioms);
    SORT(&judgement->calls, compare_calls);
    SORT(&judgement->functions_seen, compare_functions);
    keep_gaps(judgement);
    keep_calls(judgement);
    keep_functions(judgement);
}

/* ---- one of two ---- */

static uint32_t shifted(uint32_t handler, uint32_t by)
{
    return handler == NONE_HANDLER ? handler : handler + by;
}

void judgement_append(struct judgement *into, const struct judgement *from, struct arena *arena)
{
    uint32_t by = into->handlers.count;
    for (uint32_t i = 0; i < from->handlers.count; i++)
        *array_push(&into->handlers, arena) = from->handlers.items[i];
    for (uint32_t i = 0; i < from->findings.count; i++) {
        struct finding *finding = array_push(&into->findings, arena);
        *finding = from->findings.items[i];
        finding->handler = shifted(finding->handler, by);
    }
    for (uint32_t i = 0; i < from->gaps.count; i++) {
        struct judged_gap *gap = array_push(&into->gaps, arena);
        *gap = from->gaps.items[i];
        gap->handler = shifted(gap->handler, by);
    }
    for (uint32_t i = 0; i < from->axioms.count; i++) {
        struct axiom *axiom = array_push(&into->axioms, arena);
        *axiom = from->axioms.items[i];
        axiom->handler = shifted(axiom->handler, by);
    }
    for (uint32_t i = 0; i < from->stacks.count; i++) {
        struct judged_stack *stack = array_push(&into->stacks, arena);
        *stack = from->stacks.items[i];
        stack->handler = shifted(stack->handler, by);
    }
    for (uint32_t i = 0; i < from->calls.count; i++)
        *array_push(&into->calls, arena) = from->calls.items[i];
    for (uint32_t i = 0; i < from->functions_seen.count; i++)
        *array_push(&into->functions_seen, arena) = from->functions_seen.items[i];
    proof_append(&into->proof, &from->proof, by, arena);
    judgement_sort(into);
}
