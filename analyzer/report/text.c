/* SPDX-License-Identifier: Apache-2.0
 *
 * The report in the form that compilers print: place, severity, message, rule; the source line with a caret; the chain
 * and the reason as notes; then gaps. The summary behind them is summary.c.
 */
#include "base/text.h"
#include "report/printer.h"
#include <string.h>

const char *printer_colour(const struct printer *printer, const char *code)
{
    return printer->options->colour ? code : "";
}

const char *printer_shown(const struct printer *printer, const char *file)
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
    fprintf(printer->out, "%s%s:", printer_colour(printer, "\033[1m"), printer_shown(printer, spot->file));
    if (spot->line)
        fprintf(printer->out, "%u:", spot->line);
    if (spot->line && spot->column)
        fprintf(printer->out, "%u:", spot->column);
    fprintf(printer->out, "%s ", printer_colour(printer, "\033[0m"));
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
    fprintf(printer->out, "%s^%s\n", printer_colour(printer, "\033[1;32m"), printer_colour(printer, "\033[0m"));
}

static void print_note(const struct printer *printer, const struct spot *spot, const char *text)
{
    print_spot(printer, spot);
    fprintf(printer->out, "%snote:%s %s\n", printer_colour(printer, "\033[1;36m"), printer_colour(printer, "\033[0m"),
            text);
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
            fprintf(printer->out, "%snote:%s … and at other places (-v shows all)\n", printer_colour(printer, "\033[1;36m"),
                    printer_colour(printer, "\033[0m"));
            break;
        }
    }
}

static void print_steps(const struct printer *printer, const struct finding *finding, struct arena *arena)
{
    for (uint32_t i = 1; i + 1 < finding->step_count; i++) {
        const struct step *step = finding->steps[i];
        const char *text = arena_format(arena, "'%s' calls '%s'%s%s%s", finding->steps[i - 1]->function, step->function,
                                        *step->how ? " (" : "", step->how, *step->how ? ")" : "");
        if (strcmp(step->how, "inlined") == 0)
            text = arena_format(arena, "'%s' is inlined into '%s' here", step->function, finding->steps[i - 1]->function);
        const char *runner = text_starts(step->how, "run by ") ? step->how + strlen("run by ") : NULL;
        if (runner && strcmp(runner, finding->steps[i - 1]->function) == 0)
            text = arena_format(arena, "'%s' runs '%s', which was handed over here", runner, step->function);
        else if (runner)
            text = arena_format(arena, "'%s' hands '%s' to '%s', which runs it", finding->steps[i - 1]->function,
                                step->function, runner);
        print_note(printer, &step->spot, text);
    }
    const struct step *last = finding->steps[finding->step_count - 1];
    if (last->spelled.line)
        print_note(printer, &last->spelled, arena_format(arena, "in the macro '%s'", last->macro));
}

/* "unsafe-call", or "hidden-call, variant tsan". */
static const char *tag_of(const struct printer *printer, const struct finding *finding, struct arena *arena)
{
    const char *variant = printer->judgement->handlers.items[finding->handler].variant;
    return strcmp(variant, "as built") == 0 ? finding->rule
                                            : arena_format(arena, "%s, variant %s", finding->rule, variant);
}

static void print_finding(const struct printer *printer, const struct finding *finding, struct arena *arena)
{
    static const char *const words[] = {
        [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    static const char *const colours[] = {
        [SEVERITY_NOTE] = "\033[1;36m", [SEVERITY_WARNING] = "\033[1;35m", [SEVERITY_ERROR] = "\033[1;31m"};
    print_spot(printer, &finding->spot);
    fprintf(printer->out, "%s%s:%s %s%s%s [%s]\n", printer_colour(printer, colours[finding->severity]),
            words[finding->severity], printer_colour(printer, "\033[0m"), printer_colour(printer, "\033[1m"),
            finding->message, printer_colour(printer, "\033[0m"), tag_of(printer, finding, arena));
    print_excerpt(printer, &finding->spot);
    print_registrations(printer, &printer->judgement->handlers.items[finding->handler], arena);
    print_steps(printer, finding, arena);
    if (*finding->reason)
        print_note(printer, &(struct spot){.file = ""}, finding->reason);
}

/* ---- findings that say the same ---- */

static bool is_hidden(const struct finding *finding)
{
    return strcmp(finding->rule, "hidden-call") == 0;
}

/* Is this the same fault of the same function as an earlier finding, at another line? Calls of a tool's are many: of
 * these one stands for all of the same cause. */
static bool repeats(const struct finding *finding, const struct finding *earlier)
{
    return finding->handler == earlier->handler && finding->severity == earlier->severity &&
           strcmp(finding->rule, earlier->rule) == 0 && strcmp(finding->cause, earlier->cause) == 0 &&
           (is_hidden(finding) || strcmp(finding->callee, earlier->callee) == 0) &&
           strcmp(finding->function, earlier->function) == 0 && strcmp(finding->spot.file, earlier->spot.file) == 0;
}

/* Is this an earlier finding over again, in another variant of the program? */
static bool is_in_variant(const struct judgement *judgement, const struct finding *finding,
                          const struct finding *earlier)
{
    const struct judged_handler *one = &judgement->handlers.items[finding->handler];
    const struct judged_handler *other = &judgement->handlers.items[earlier->handler];
    return strcmp(one->variant, other->variant) != 0 && finding->severity == earlier->severity &&
           finding->spot.line == earlier->spot.line && strcmp(finding->chain, earlier->chain) == 0 &&
           strcmp(finding->rule, earlier->rule) == 0 && strcmp(finding->message, earlier->message) == 0 &&
           strcmp(finding->spot.file, earlier->spot.file) == 0 && strcmp(one->program, other->program) == 0;
}

/* What the program shows however it is compiled is told once: marks the same in other variants, and names these. */
static const char *take_variants(const struct judgement *judgement, uint32_t first, bool *done, struct arena *arena)
{
    const struct finding *finding = &judgement->findings.items[first];
    struct text names = {.arena = arena};
    for (uint32_t i = first + 1; i < judgement->findings.count; i++) {
        const struct finding *other = &judgement->findings.items[i];
        if (other->spot.line != finding->spot.line || strcmp(other->spot.file, finding->spot.file) != 0)
            break;
        if (done[i] || !is_in_variant(judgement, other, finding))
            continue;
        done[i] = true;
        text_format(&names, "%s%s", names.length ? ", " : "", judgement->handlers.items[other->handler].variant);
    }
    return text_get(&names);
}

static void print_variants(const struct printer *printer, const char *variants, struct arena *arena)
{
    if (*variants)
        print_note(printer, &(struct spot){.file = ""},
                   arena_format(arena, "the same in variant%s %s", strchr(variants, ',') ? "s" : "", variants));
}

static void print_repeats(const struct printer *printer, uint32_t first, bool *done, struct arena *arena)
{
    const struct judgement *judgement = printer->judgement;
    const struct finding *finding = &judgement->findings.items[first];
    bool counted = is_hidden(finding) && printer->options->verbosity < 1;
    uint32_t more = 0;
    for (uint32_t i = first + 1; i < judgement->findings.count; i++) {
        const struct finding *other = &judgement->findings.items[i];
        if (strcmp(other->spot.file, finding->spot.file) != 0)
            break; /* they are sorted by file */
        if (done[i] || !repeats(other, finding))
            continue;
        done[i] = true;
        more++;
        take_variants(judgement, i, done, arena);
        if (!counted)
            print_note(printer, &other->spot, arena_format(arena, "'%s' is called here too",
                                                           is_hidden(other) ? other->emitted : other->callee));
    }
    if (counted && more)
        print_note(printer, &(struct spot){.file = ""},
                   arena_format(arena, "and %u more call%s by %s in '%s' (-v shows them)", more, more == 1 ? "" : "s",
                                finding->cause, finding->function));
}

/* Notes say what is safe, and are for those who ask. */
static bool is_wanted(const struct printer *printer, const struct finding *finding)
{
    return finding->severity != SEVERITY_NOTE || printer->options->verbosity > 0;
}

static void print_findings(const struct printer *printer, struct arena *arena)
{
    const struct judgement *judgement = printer->judgement;
    uint32_t count = judgement->findings.count;
    bool *done = arena_array(count, sizeof *done, arena);
    for (uint32_t i = 0; i < count; i++) {
        const struct finding *finding = &judgement->findings.items[i];
        if (done[i] || !is_wanted(printer, finding))
            continue;
        print_finding(printer, finding, arena);
        print_variants(printer, take_variants(judgement, i, done, arena), arena);
        print_repeats(printer, i, done, arena);
        fputc('\n', printer->out);
    }
}

/* ---- gaps ---- */

static void print_gap(const struct printer *printer, const struct judged_gap *gap)
{
    print_spot(printer, &gap->spot);
    fprintf(printer->out, "%sgap:%s %s: %s%s%s [%s]\n", printer_colour(printer, "\033[1;33m"), printer_colour(printer, "\033[0m"),
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

/* Objects that were not read are told together, a line for each kind. */
static bool is_of_object(const struct judged_gap *gap)
{
    static const char *const kinds[] = {"foreign-object", "lto-object",    "object-absent",
                                        "object-doubtful", "object-failed", "object-stale"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && gap->handler == NONE_HANDLER; i++)
        if (strcmp(gap->kind, kinds[i]) == 0)
            return true;
    return false;
}

/* The first of several such gaps stands for all of them. */
static void print_objects(const struct printer *printer, uint32_t at)
{
    const struct judgement *judgement = printer->judgement;
    struct judged_gap gap = judgement->gaps.items[at];
    uint32_t count = 0;
    for (uint32_t i = at; i < judgement->gaps.count; i++)
        count += is_of_object(&judgement->gaps.items[i]) && strcmp(judgement->gaps.items[i].kind, gap.kind) == 0;
    struct arena *arena = arena_new();
    if (count > 1)
        gap.subject =
            arena_format(arena, "%u objects, %s among them", count, printer_shown(printer, gap.subject));
    print_gap(printer, &gap);
    arena_free(arena);
}

static bool is_told(const struct judgement *judgement, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (is_of_object(&judgement->gaps.items[i]) &&
            strcmp(judgement->gaps.items[i].kind, judgement->gaps.items[at].kind) == 0)
            return true;
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
        bool folded = printer->options->verbosity < 1 && is_of_object(gap);
        if (!wanted || told_of_unit(judgement, gap) || (folded && is_told(judgement, i)))
            continue;
        if (folded)
            print_objects(printer, i);
        else
            print_gap(printer, gap);
        any = true;
    }
    if (any)
        fputc('\n', printer->out);
}

static void write_text(const struct judgement *judgement, const struct report_options *options, FILE *out)
{
    struct arena *arena = arena_new();
    struct printer printer = {
        .judgement = judgement, .options = options, .out = out, .excerpts = excerpts_new(arena)};
    print_findings(&printer, arena);
    if (options->verbosity >= 0) {
        print_gaps(&printer);
        printer_end(&printer, arena);
    }
    arena_free(arena);
}

const struct report_format report_format_text = {
    .name = "text", .summary = "as compilers print, with the chain as notes", .write = write_text};
