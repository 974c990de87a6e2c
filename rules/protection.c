/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes flags and attributes of a definition, gives the one that protects it from a kind of instrumentation.
 */
#include "rules/protection.h"
#include <string.h>

/* Sanitizers are named in no_sanitize("…"); the others have an attribute of their own. Alphabetical by kind. */
static const struct protection {
    const char *kind;
    const char *sanitizer; /* NULL: none */
    uint32_t flag;         /* enum function_flag; 0: none */
    const char *attribute; /* as the source writes it; of a flag or a word of its attributes */
} protections[] = {
    {"asan", "address", 0, NULL},
    {"coverage", "coverage", 0, NULL},
    {"dfsan", "dataflow", 0, NULL},
    {"fentry", NULL, FUNCTION_NO_INSTRUMENT, "no_instrument_function"},
    {"gcov", NULL, FUNCTION_NO_PROFILE, "no_profile_instrument_function"},
    {"hwasan", "hwaddress", 0, NULL},
    {"instrument-functions", NULL, FUNCTION_NO_INSTRUMENT, "no_instrument_function"},
    {"kcfi", "kcfi", 0, NULL},
    {"mcount-loc", NULL, FUNCTION_NO_INSTRUMENT, "no_instrument_function"},
    {"memprof", NULL, 0, "disable_sanitizer_instrumentation"},
    {"msan", "memory", 0, NULL},
    {"nsan", "numerical", 0, NULL},
    {"patchable", NULL, 0, "patchable_function_entry(0)"},
    {"patchable", NULL, 0, "patchable_function_entry(0,0)"},
    {"pg", NULL, FUNCTION_NO_INSTRUMENT, "no_instrument_function"},
    {"profile", NULL, FUNCTION_NO_PROFILE, "no_profile_instrument_function"},
    {"safe-stack", "safe-stack", 0, NULL},
    {"shadow-call-stack", "shadow-call-stack", 0, NULL},
    {"split-stack", NULL, FUNCTION_NO_SPLIT, "no_split_stack"},
    {"tsan", "thread", 0, NULL},
    {"ubsan", "undefined", 0, NULL},
    {"xray", NULL, 0, "xray_never_instrument"},
    {"xray", NULL, FUNCTION_NO_INSTRUMENT, "no_instrument_function"},
};

/* Is the word one of the texts between blanks? */
static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        if ((at == text || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

/* Among the arguments of a no_sanitize(…)? */
static bool has_sanitizer(const char *attributes, const char *name)
{
    static const char begin[] = "no_sanitize(";
    size_t length = strlen(name);
    for (const char *at = strstr(attributes, begin); at; at = strstr(at + 1, begin)) {
        const char *argument = at + strlen(begin);
        while (*argument && *argument != ')') {
            size_t size = strcspn(argument, ",)");
            bool all = size == 3 && strncmp(argument, "all", size) == 0;
            if (all || (size == length && strncmp(argument, name, size) == 0))
                return true;
            argument += size + (argument[size] == ',');
        }
    }
    return false;
}

static const char *sanitizer_attribute(const char *attributes, const char *sanitizer)
{
    static const char *const texts[][2] = {
        {"address", "no_sanitize(\"address\")"},     {"coverage", "no_sanitize(\"coverage\")"},
        {"dataflow", "no_sanitize(\"dataflow\")"},   {"hwaddress", "no_sanitize(\"hwaddress\")"},
        {"kcfi", "no_sanitize(\"kcfi\")"},           {"memory", "no_sanitize(\"memory\")"},
        {"numerical", "no_sanitize(\"numerical\")"}, {"safe-stack", "no_sanitize(\"safe-stack\")"},
        {"shadow-call-stack", "no_sanitize(\"shadow-call-stack\")"},
        {"thread", "no_sanitize(\"thread\")"},       {"undefined", "no_sanitize(\"undefined\")"},
    };
    if (has_word(attributes, "disable_sanitizer_instrumentation"))
        return "disable_sanitizer_instrumentation";
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i][0], sanitizer) == 0 && has_sanitizer(attributes, sanitizer))
            return texts[i][1];
    return NULL;
}

const char *protection_of(const struct graph *graph, uint32_t node, const char *kind)
{
    const struct node *known = &graph->nodes.items[node];
    if (known->unit == NONE || known->function == NONE) /* no source of it was read */
        return NULL;
    const struct function *function = &graph->units[known->unit].facts->functions.items[known->function];
    const char *attributes = intern_get(graph->names, function->attributes), *found = NULL;
    for (size_t i = 0; i < sizeof protections / sizeof *protections && !found; i++) {
        const struct protection *protection = &protections[i];
        if (strcmp(protection->kind, kind) != 0)
            continue;
        if (protection->sanitizer)
            found = sanitizer_attribute(attributes, protection->sanitizer);
        else if (protection->flag ? (function->flags & protection->flag) != 0
                                  : has_word(attributes, protection->attribute))
            found = protection->attribute;
    }
    return found;
}

uint32_t protection_of_caller(const struct inquest *inquest, uint32_t at, const char *kind, const char **attribute)
{
    const struct graph *graph = inquest->graph;
    const struct reached *reached = &inquest->reach->items.items[at];
    if (reached->parent == NONE || protection_of(graph, reached->node, kind))
        return NONE;
    const struct edge *edge = &graph->edges.items[reached->edge];
    if (edge->flags & (EDGE_CALLBACK | EDGE_RUNS)) /* somebody else calls it */
        return NONE;
    for (uint32_t i = 0; i <= edge->inlined_count; i++) {
        uint32_t caller = i < edge->inlined_count ? graph->inlines.items[edge->first_inlined + i].node : edge->caller;
        *attribute = caller == NONE ? NULL : protection_of(graph, caller, kind);
        if (*attribute)
            return caller;
    }
    return NONE;
}
