/* SPDX-License-Identifier: Apache-2.0
 *
 * The report in the form that compilers print: place, severity, message, rule; the source line with a caret; the chain
 * and the reason as notes; a summary that counts what was judged and what was not seen.
 */
#include "base/text.h"
#include "report/excerpt.h"
#include "report/report.h"
#include <string.h>

struct printer {
    const struct judgement *judgement;
    const struct report_options *options;
    FILE *out;
    struct excerpts *excerpts;
};

static const char *colour(const struct printer *printer, const char *code)
{
    return printer->options->colour ? code : "";
}

/* A path as the user would write it. */
static const char *shown(const struct printer *printer, const char *file)
{
    const char *base = printer->options->base;
    size_t length = strlen(base);
    if (length && strncmp(file, base, length) == 0 && file[length] == '/')
        return file + length + 1;
    return file;
}

static void print_spot(const struct printer *printer, const struct spot *spot)
{
    if (!*spot->file)
        return;
    fprintf(printer->out, "%s%s:", colour(printer, "\033[1m"), shown(printer, spot->file));
    if (spot->line)
        fprintf(printer->out, "%u:", spot->line);
    if (spot->line && spot->column)
        fprintf(printer->out, "%u:", spot->column);
    fprintf(printer->out, "%s ", colour(printer, "\033[0m"));
}

static void print_excerpt(const struct printer *printer, const struct spot *spot)
{
    const char *line = excerpt_line(printer->excerpts, spot->file, spot->line);
    if (!line)
        return;
    fprintf(printer->out, "%5u | %s\n", spot->line, line);
    if (!spot->column || spot->column > strlen(line))
        return;
    fputs("      | ", printer->out);
    for (uint32_t i = 1; i < spot->column; i++)
        fputc(line[i - 1] == '\t' ? '\t' : ' ', printer->out);
    fprintf(printer->out, "%s^%s\n", colour(printer, "\033[1;32m"), colour(printer, "\033[0m"));
}

static void print_note(const struct printer *printer, const struct spot *spot, const char *text)
{
    print_spot(printer, spot);
    fprintf(printer->out, "%snote:%s %s\n", colour(printer, "\033[1;36m"), colour(printer, "\033[0m"), text);
}

static void print_registrations(const struct printer *printer, const struct judged_handler *handler,
                                struct arena *arena)
{
    for (uint32_t i = 0; i < handler->registration_count;) {
        const struct judged_registration *first = &handler->registrations[i];
        const char *signals = first->signal;
        uint32_t next = i + 1;
        for (; next < handler->registration_count; next++) {
            const struct judged_registration *other = &handler->registrations[next];
            if (other->spot.line != first->spot.line || strcmp(other->spot.file, first->spot.file) != 0)
                break;
            signals = arena_format(arena, "%s, %s", signals, other->signal);
        }
        const char *text = strcmp(first->registrar, "--root") == 0
                               ? arena_format(arena, "'%s' was named with --root", handler->name)
                               : arena_format(arena, "'%s' becomes a handler here: %s, by %s", handler->name,
                                              strcmp(signals, "unknown") == 0 ? "signal unknown" : signals,
                                              first->registrar);
        print_note(printer, &first->spot, text);
        i = next;
        if (i < handler->registration_count && printer->options->verbosity < 1) {
            fprintf(printer->out, "%snote:%s … and at other places (-v shows all)\n", colour(printer, "\033[1;36m"),
                    colour(printer, "\033[0m"));
            break;
        }
    }
}

static void print_steps(const struct printer *printer, const struct finding *finding, struct arena *arena)
{
    for (uint32_t i = 1; i + 1 < finding->step_count; i++) {
        const struct step *step = &finding->steps[i];
        const char *text = arena_format(arena, "'%s' calls '%s'%s%s%s", finding->steps[i - 1].function, step->function,
                                        *step->how ? " (" : "", step->how, *step->how ? ")" : "");
        const char *runner = text_starts(step->how, "run by ") ? step->how + strlen("run by ") : NULL;
        if (runner && strcmp(runner, finding->steps[i - 1].function) == 0)
            text = arena_format(arena, "'%s' runs '%s', which was handed over here", runner, step->function);
        else if (runner)
            text = arena_format(arena, "'%s' hands '%s' to '%s', which runs it", finding->steps[i - 1].function,
                                step->function, runner);
        print_note(printer, &step->spot, text);
    }
    const struct step *last = &finding->steps[finding->step_count - 1];
    if (last->spelled.line)
        print_note(printer, &last->spelled, arena_format(arena, "in the macro '%s'", last->macro));
}

static void print_finding(const struct printer *printer, const struct finding *finding, struct arena *arena)
{
    static const char *const words[] = {
        [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    static const char *const colours[] = {
        [SEVERITY_NOTE] = "\033[1;36m", [SEVERITY_WARNING] = "\033[1;35m", [SEVERITY_ERROR] = "\033[1;31m"};
    print_spot(printer, &finding->spot);
    fprintf(printer->out, "%s%s:%s %s%s%s [%s]\n", colour(printer, colours[finding->severity]),
            words[finding->severity], colour(printer, "\033[0m"), colour(printer, "\033[1m"), finding->message,
            colour(printer, "\033[0m"), finding->rule);
    print_excerpt(printer, &finding->spot);
    print_registrations(printer, &printer->judgement->handlers.items[finding->handler], arena);
    print_steps(printer, finding, arena);
    if (*finding->reason)
        print_note(printer, &(struct spot){.file = ""}, finding->reason);
}

/* Is this the same fault of the same function as an earlier finding, at another line? */
static bool repeats(const struct finding *finding, const struct finding *earlier)
{
    return finding->handler == earlier->handler && finding->severity == earlier->severity &&
           strcmp(finding->rule, earlier->rule) == 0 && strcmp(finding->callee, earlier->callee) == 0 &&
           strcmp(finding->function, earlier->function) == 0 && strcmp(finding->spot.file, earlier->spot.file) == 0;
}

static void print_findings(const struct printer *printer, struct arena *arena)
{
    const struct judgement *judgement = printer->judgement;
    uint32_t count = judgement->findings.count;
    bool *done = arena_array(count, sizeof *done, arena);
    for (uint32_t i = 0; i < count; i++) {
        const struct finding *finding = &judgement->findings.items[i];
        if (done[i] || (finding->severity == SEVERITY_NOTE && printer->options->verbosity < 1))
            continue;
        print_finding(printer, finding, arena);
        for (uint32_t j = i + 1; j < count; j++) {
            const struct finding *other = &judgement->findings.items[j];
            if (done[j] || !repeats(other, finding))
                continue;
            done[j] = true;
            print_note(printer, &other->spot, arena_format(arena, "'%s' is called here too", other->callee));
        }
        fputc('\n', printer->out);
    }
}

/* ---- gaps ---- */

static void print_gap(const struct printer *printer, const struct judged_gap *gap)
{
    print_spot(printer, &gap->spot);
    fprintf(printer->out, "%sgap:%s %s: %s%s%s [%s]\n", colour(printer, "\033[1;33m"), colour(printer, "\033[0m"),
            gap->subject, gap->why, gap->handler == NONE_HANDLER ? "" : "; handler ",
            gap->handler == NONE_HANDLER ? "" : printer->judgement->handlers.items[gap->handler].name, gap->kind);
}

/* Is this gap of a handler that of a whole unit, which is told anyway? */
static bool told_of_unit(const struct judgement *judgement, const struct judged_gap *gap)
{
    if (gap->handler == NONE_HANDLER)
        return false;
    for (uint32_t i = judgement->gaps.count; i-- > 0 && judgement->gaps.items[i].handler == NONE_HANDLER;) {
        const struct judged_gap *other = &judgement->gaps.items[i];
        if (other->spot.line == gap->spot.line && strcmp(other->subject, gap->subject) == 0 &&
            strcmp(other->spot.file, gap->spot.file) == 0)
            return true;
    }
    return false;
}

/* Gaps of the whole run always; those of handlers with -v, unless the handler would look clean without them. */
static void print_gaps(const struct printer *printer)
{
    const struct judgement *judgement = printer->judgement;
    bool any = false;
    for (uint32_t i = 0; i < judgement->gaps.count; i++) {
        const struct judged_gap *gap = &judgement->gaps.items[i];
        bool wanted = printer->options->verbosity > 0 || gap->handler == NONE_HANDLER ||
                      judgement->handlers.items[gap->handler].verdict == VERDICT_UNPROVEN;
        if (!wanted || told_of_unit(judgement, gap))
            continue;
        print_gap(printer, gap);
        any = true;
    }
    if (any)
        fputc('\n', printer->out);
}

/* ---- the end ---- */

static void print_axioms(const struct printer *printer)
{
    const struct judgement *judgement = printer->judgement;
    for (uint32_t i = 0; i < judgement->axioms.count; i++) {
        const struct axiom *axiom = &judgement->axioms.items[i];
        fprintf(printer->out, "axiom: handler '%s' may call '%s' (%s)\n",
                judgement->handlers.items[axiom->handler].name, axiom->function, axiom->authority);
    }
    if (judgement->axioms.count)
        fputc('\n', printer->out);
}

static void print_handlers(const struct printer *printer)
{
    static const char *const words[] = {
        [VERDICT_CLEAN] = "clean so far", [VERDICT_UNPROVEN] = "unproven", [VERDICT_UNSAFE] = "unsafe"};
    const struct judgement *judgement = printer->judgement;
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const struct judged_handler *handler = &judgement->handlers.items[i];
        fprintf(printer->out, "%-12s  %s (%s) at %s:%u, %u function%s\n", words[handler->verdict], handler->name,
                handler->signals, shown(printer, handler->spot.file), handler->spot.line, handler->reached,
                handler->reached == 1 ? "" : "s");
    }
    if (judgement->handlers.count)
        fputc('\n', printer->out);
}

static void print_summary(const struct printer *printer)
{
    const struct judgement *judgement = printer->judgement;
    uint32_t verdicts[3] = {0}, whole = 0, partial = 0, failed = 0, severities[3] = {0};
    for (uint32_t i = 0; i < judgement->handlers.count; i++)
        verdicts[judgement->handlers.items[i].verdict]++;
    for (uint32_t i = 0; i < judgement->findings.count; i++)
        severities[judgement->findings.items[i].severity]++;
    for (uint32_t i = 0; i < judgement->units.count; i++) {
        const char *state = judgement->units.items[i].state;
        whole += strcmp(state, "whole") == 0;
        partial += strcmp(state, "partial") == 0;
        failed += strcmp(state, "failed") == 0;
    }
    fprintf(printer->out, "%u handler%s: %u unsafe, %u unproven, %u clean so far (policy %s)\n",
            judgement->handlers.count, judgement->handlers.count == 1 ? "" : "s", verdicts[VERDICT_UNSAFE],
            verdicts[VERDICT_UNPROVEN], verdicts[VERDICT_CLEAN], judgement->policy);
    fprintf(printer->out, "%u unit%s read", whole + partial, whole + partial == 1 ? "" : "s");
    if (partial)
        fprintf(printer->out, ", %u of them with errors", partial);
    if (failed)
        fprintf(printer->out, ", %u could not be read", failed);
    uint32_t findings = severities[SEVERITY_ERROR] + severities[SEVERITY_WARNING];
    fprintf(printer->out, "; %u function%s; %u finding%s; %u gap%s\n", judgement->functions,
            judgement->functions == 1 ? "" : "s", findings, findings == 1 ? "" : "s", judgement->gaps.count,
            judgement->gaps.count == 1 ? "" : "s");
}

static void write_text(const struct judgement *judgement, const struct report_options *options, FILE *out)
{
    struct arena *arena = arena_new();
    struct printer printer = {
        .judgement = judgement, .options = options, .out = out, .excerpts = excerpts_new(arena)};
    print_findings(&printer, arena);
    if (options->verbosity >= 0) {
        print_gaps(&printer);
        if (options->verbosity > 0)
            print_axioms(&printer);
        print_handlers(&printer);
        print_summary(&printer);
    }
    arena_free(arena);
}

const struct report_format report_format_text = {
    .name = "text", .summary = "as compilers print, with the chain as notes", .write = write_text};
