/* SPDX-License-Identifier: Apache-2.0
 *
 * Attributes by which the source keeps a function from being instrumented.
 */
#ifndef SIGVET_RULES_PROTECTION_H
#define SIGVET_RULES_PROTECTION_H

#include "judge/rule.h"

/* The attribute that protects a function from instrumentation of this kind ("tsan"), as the source writes it; NULL: none. */
const char *protection_of(const struct graph *graph, uint32_t node, const char *kind);

/*
 * The function that calls reach->items[at] by its shortest chain, when that caller is protected and the callee is not:
 * the caller's attribute says nothing of a helper that was not inlined. NONE: it is not so.
 */
uint32_t protection_of_caller(const struct inquest *inquest, uint32_t at, const char *kind, const char **attribute);

#endif
