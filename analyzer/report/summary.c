/* SPDX-License-Identifier: Apache-2.0
 *
 * The end of the text: what was believed, each handler with its verdict (handlers.c), for several variants a table of
 * handlers and variants (matrix.c), how source and object agree, and counts of what was read and found.
 */
#include "base/text.h"
#include "report/printer.h"
#include <string.h>

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static bool is_as_built(const char *variant)
{
    return strcmp(variant, "as built") == 0;
}

/* What stands before and behind the name of the function. */
static const char *const *axiom_words(const char *kind)
{
    static const struct {
        const char *kind;
        const char *words[2];
    } known[] = {{"never", {"never calls", ""}},
                 {"nosplit", {"may call", ", which checks no stack"}},
                 {"policy", {"is judged by another policy from", " on"}},
                 {"stack-check", {"passes the stack check", ""}},
                 {"targets", {"calls only what is declared through", ""}}};
    static const char *const others[] = {"may call", ""};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].kind, kind) == 0)
            return known[i].words;
    return others;
}

static void print_axioms(const struct printer *printer)
{
    const struct judgement *judgement = printer->judgement;
    for (uint32_t i = 0; i < judgement->axioms.count; i++) {
        const struct axiom *axiom = &judgement->axioms.items[i];
        const struct judged_handler *handler = &judgement->handlers.items[axiom->handler];
        const char *const *words = axiom_words(axiom->kind);
        fprintf(printer->out, "axiom: handler '%s' %s '%s'%s (%s)%s%s\n", handler->name, words[0], axiom->function,
                words[1], axiom->authority, is_as_built(handler->variant) ? "" : ", variant ",
                is_as_built(handler->variant) ? "" : handler->variant);
    }
    if (judgement->axioms.count)
        fputc('\n', printer->out);
}

/* ---- variants ---- */

static void add_variant(struct printer_variants *variants, const char *name, struct arena *arena)
{
    for (uint32_t i = 0; i < variants->names.count; i++)
        if (strcmp(variants->names.items[i], name) == 0)
            return;
    *array_push(&variants->names, arena) = name;
}

/* The program as it is built comes first. */
static struct printer_variants find_variants(const struct judgement *judgement, struct arena *arena)
{
    struct printer_variants variants = {0};
    for (uint32_t i = 0; i < judgement->variants.count; i++)
        add_variant(&variants, judgement->variants.items[i], arena);
    for (uint32_t i = 0; i < judgement->handlers.count; i++)
        add_variant(&variants, judgement->handlers.items[i].variant, arena);
    return variants;
}

/* ---- counts ---- */

static void print_verdicts(const struct printer *printer, const char *variant)
{
    const struct judgement *judgement = printer->judgement;
    uint32_t verdicts[VERDICT_COUNT] = {0}, handlers = 0;
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const struct judged_handler *handler = &judgement->handlers.items[i];
        if (variant && strcmp(handler->variant, variant) != 0)
            continue;
        verdicts[handler->verdict]++;
        handlers++;
    }
    fprintf(printer->out, "%u handler%s", handlers, plural(handlers));
    if (variant)
        fprintf(printer->out, is_as_built(variant) ? " %s" : ", variant %s", variant);
    fprintf(printer->out, ": %u unsafe, %u unproven, %u clean so far", verdicts[VERDICT_UNSAFE],
            verdicts[VERDICT_UNPROVEN], verdicts[VERDICT_CLEAN]);
    if (verdicts[VERDICT_PROVED])
        fprintf(printer->out, ", %u proved", verdicts[VERDICT_PROVED]);
    fprintf(printer->out, " (policy %s)\n", judgement->policy);
}

/* Where compiled code was read and a clean handler is not proved, something of it is missing. */
static void print_obstacles(const struct printer *printer)
{
    const struct judgement *judgement = printer->judgement;
    const struct obstacle *first = NULL;
    uint32_t handlers = 0, last = NONE_HANDLER;
    for (uint32_t i = 0; judgement->objects_read && i < judgement->proof.obstacles.count; i++) {
        const struct obstacle *obstacle = &judgement->proof.obstacles.items[i];
        first = first ? first : obstacle;
        handlers += obstacle->handler != last;
        last = obstacle->handler;
    }
    if (!first)
        return;
    fprintf(printer->out, "%u clean handler%s not proved: '%s' for one: %s (%s) [%s]; sigvet explain HANDLER\n", handlers,
            handlers == 1 ? " is" : "s are", judgement->handlers.items[first->handler].name, first->subject, first->why,
            first->kind);
}

static void print_agreement(const struct printer *printer)
{
    const struct agreement *agreement = &printer->judgement->agreement;
    if (!agreement->matched && !agreement->hidden && !agreement->inlined && !agreement->folded && !agreement->untold)
        return;
    fprintf(printer->out, "calls of handlers' functions: %u in source and object", agreement->matched);
    if (agreement->doubtful)
        fprintf(printer->out, " (%u of them doubtful)", agreement->doubtful);
    fprintf(printer->out, ", %u only in the object (%u explained), %u inlined, %u folded away, %u not told\n",
            agreement->hidden, agreement->explained, agreement->inlined, agreement->folded, agreement->untold);
}

static uint32_t all_pointers(const struct judged_pointers *pointers)
{
    return pointers->by_flow + pointers->partly + pointers->by_type + pointers->none;
}

static double targets_each(const struct judged_pointers *pointers)
{
    uint32_t calls = all_pointers(pointers);
    return calls ? (double)pointers->targets / calls : 0;
}

static void print_pointers(const struct printer *printer)
{
    const struct judged_pointers *merged = &printer->judgement->merged, *own = &printer->judgement->per_caller;
    if (!all_pointers(merged))
        return;
    fprintf(printer->out,
            "pointer calls that handlers reach: %u, %.2f targets each; %u resolved by flow, %u partly, %u by type, "
            "%u not at all\n",
            all_pointers(own), targets_each(own), own->by_flow, own->partly, own->by_type, own->none);
    fprintf(printer->out, "the same with all callers of a function taken together: %u, %.2f targets each; %u, %u, %u, %u\n",
            all_pointers(merged), targets_each(merged), merged->by_flow, merged->partly, merged->by_type,
            merged->none);
}

static void print_units(const struct printer *printer)
{
    const struct judgement *judgement = printer->judgement;
    uint32_t whole = 0, partial = 0, failed = 0, severities[3] = {0};
    uint32_t units = judgement->units.count;
    for (uint32_t i = 0; i < judgement->findings.count; i++)
        severities[judgement->findings.items[i].severity]++;
    for (uint32_t i = 0; i < judgement->units.count; i++) {
        const char *state = judgement->units.items[i].state;
        whole += strcmp(state, "whole") == 0;
        partial += strcmp(state, "partial") == 0;
        failed += strcmp(state, "failed") == 0;
    }
    uint32_t parsed = whole + partial;
    if (judgement->objects_read)
        fprintf(printer->out, "parsed %u of %u unit%s (%u %%), read %u object%s", parsed, units, plural(units),
                units ? (parsed * 100 + units / 2) / units : 0, judgement->objects_read,
                plural(judgement->objects_read));
    else
        fprintf(printer->out, "%u unit%s read", parsed, plural(parsed));
    if (partial)
        fprintf(printer->out, ", %u of them with errors", partial);
    if (failed)
        fprintf(printer->out, ", %u could not be read", failed);
    uint32_t findings = severities[SEVERITY_ERROR] + severities[SEVERITY_WARNING];
    fprintf(printer->out, "; %u function%s; %u finding%s; %u gap%s\n", judgement->functions,
            plural(judgement->functions), findings, plural(findings), judgement->gaps.count,
            plural(judgement->gaps.count));
}

void printer_end(const struct printer *printer, struct arena *arena)
{
    struct printer_variants variants = find_variants(printer->judgement, arena);
    if (printer->options->verbosity > 0)
        print_axioms(printer);
    printer_handlers(printer, arena);
    if (variants.names.count > 1)
        printer_matrix(printer, &variants, arena);
    if (variants.names.count < 2)
        print_verdicts(printer, NULL);
    for (uint32_t v = 0; variants.names.count > 1 && v < variants.names.count; v++)
        print_verdicts(printer, variants.names.items[v]);
    print_obstacles(printer);
    print_agreement(printer);
    if (printer->options->verbosity > 0)
        print_pointers(printer);
    print_units(printer);
}
