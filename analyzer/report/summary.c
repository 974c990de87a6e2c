/* SPDX-License-Identifier: Apache-2.0
 *
 * The end of the text: what was believed, each handler with its verdict, for several variants a table of handlers and
 * variants, how source and object agree, and counts of what was read and found.
 */
#include "base/text.h"
#include "report/printer.h"
#include <string.h>

static const char *const verdict_words[] = {
    [VERDICT_CLEAN] = "clean so far", [VERDICT_UNPROVEN] = "unproven", [VERDICT_UNSAFE] = "unsafe"};

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static bool is_as_built(const char *variant)
{
    return strcmp(variant, "as built") == 0;
}

static void print_axioms(const struct printer *printer)
{
    const struct judgement *judgement = printer->judgement;
    for (uint32_t i = 0; i < judgement->axioms.count; i++) {
        const struct axiom *axiom = &judgement->axioms.items[i];
        const struct judged_handler *handler = &judgement->handlers.items[axiom->handler];
        fprintf(printer->out, "axiom: handler '%s' may call '%s' (%s)%s%s\n", handler->name, axiom->function,
                axiom->authority, is_as_built(handler->variant) ? "" : ", variant ",
                is_as_built(handler->variant) ? "" : handler->variant);
    }
    if (judgement->axioms.count)
        fputc('\n', printer->out);
}

static void print_handlers(const struct printer *printer)
{
    const struct judgement *judgement = printer->judgement;
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const struct judged_handler *handler = &judgement->handlers.items[i];
        fprintf(printer->out, "%-12s  %s (%s) at %s:%u, %u function%s", verdict_words[handler->verdict], handler->name,
                handler->signals, printer_shown(printer, handler->spot.file), handler->spot.line, handler->reached,
                plural(handler->reached));
        if (*handler->program)
            fprintf(printer->out, ", in %s", printer_shown(printer, handler->program));
        if (!is_as_built(handler->variant))
            fprintf(printer->out, ", variant %s", handler->variant);
        fputc('\n', printer->out);
    }
    if (judgement->handlers.count)
        fputc('\n', printer->out);
}

/* ---- variants ---- */

struct variants {
    ARRAY(const char *) names;
};

/* In the order of handlers: the program as it is built comes first. */
static struct variants find_variants(const struct judgement *judgement, struct arena *arena)
{
    struct variants variants = {0};
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const char *name = judgement->handlers.items[i].variant;
        uint32_t at = 0;
        while (at < variants.names.count && strcmp(variants.names.items[at], name) != 0)
            at++;
        if (at == variants.names.count)
            *array_push(&variants.names, arena) = name;
    }
    return variants;
}

static bool is_same_handler(const struct judged_handler *a, const struct judged_handler *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->program, b->program) == 0 &&
           strcmp(a->defined.file, b->defined.file) == 0;
}

/* The handler in a variant: its verdict, "-" where there is none. */
static const char *cell_of(const struct judgement *judgement, const struct judged_handler *handler,
                           const char *variant)
{
    static const char *const words[] = {
        [VERDICT_CLEAN] = "clean", [VERDICT_UNPROVEN] = "unproven", [VERDICT_UNSAFE] = "unsafe"};
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const struct judged_handler *other = &judgement->handlers.items[i];
        if (strcmp(other->variant, variant) == 0 && is_same_handler(other, handler))
            return words[other->verdict];
    }
    return "-";
}

/* The first of the rows that speak of this handler? */
static bool is_first(const struct judgement *judgement, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (is_same_handler(&judgement->handlers.items[i], &judgement->handlers.items[at]))
            return false;
    return true;
}

static int width_of(const char *text, int least)
{
    int length = (int)strlen(text);
    return length > least ? length : least;
}

/* One name stands for one handler, unless several files or programs have one of it. */
static const char *row_name(const struct printer *printer, const struct judged_handler *handler, struct arena *arena)
{
    const struct judgement *judgement = printer->judgement;
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const struct judged_handler *other = &judgement->handlers.items[i];
        if (strcmp(other->name, handler->name) != 0 || is_same_handler(other, handler))
            continue;
        return arena_format(arena, "%s@%s%s%s", handler->name, printer_shown(printer, handler->defined.file),
                            *handler->program ? " in " : "", printer_shown(printer, handler->program));
    }
    return handler->name;
}

/* Cells under the names of their variants; nothing is filled up behind the last one. */
static void print_row(const struct printer *printer, const struct variants *variants, const char *name, int widest,
                      const struct judged_handler *handler)
{
    fprintf(printer->out, "%-*s", widest, name);
    for (uint32_t v = 0; v < variants->names.count; v++) {
        const char *variant = variants->names.items[v];
        const char *cell = handler ? cell_of(printer->judgement, handler, variant) : variant;
        int width = v + 1 < variants->names.count ? width_of(variant, (int)strlen("unproven")) : 0;
        fprintf(printer->out, "  %-*s", width, cell);
    }
    fputc('\n', printer->out);
}

static void print_matrix(const struct printer *printer, const struct variants *variants, struct arena *arena)
{
    const struct judgement *judgement = printer->judgement;
    int widest = (int)strlen("handler");
    for (uint32_t i = 0; i < judgement->handlers.count; i++)
        widest = width_of(row_name(printer, &judgement->handlers.items[i], arena), widest);
    print_row(printer, variants, "handler", widest, NULL);
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const struct judged_handler *handler = &judgement->handlers.items[i];
        if (is_first(judgement, i))
            print_row(printer, variants, row_name(printer, handler, arena), widest, handler);
    }
    fputc('\n', printer->out);
}

/* ---- counts ---- */

static void print_verdicts(const struct printer *printer, const char *variant)
{
    const struct judgement *judgement = printer->judgement;
    uint32_t verdicts[3] = {0}, handlers = 0;
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
    fprintf(printer->out, ": %u unsafe, %u unproven, %u clean so far (policy %s)\n", verdicts[VERDICT_UNSAFE],
            verdicts[VERDICT_UNPROVEN], verdicts[VERDICT_CLEAN], judgement->policy);
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
    struct variants variants = find_variants(printer->judgement, arena);
    if (printer->options->verbosity > 0)
        print_axioms(printer);
    print_handlers(printer);
    if (variants.names.count > 1)
        print_matrix(printer, &variants, arena);
    if (variants.names.count < 2)
        print_verdicts(printer, NULL);
    for (uint32_t v = 0; variants.names.count > 1 && v < variants.names.count; v++)
        print_verdicts(printer, variants.names.items[v]);
    print_agreement(printer);
    print_units(printer);
}
