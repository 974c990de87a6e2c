/* SPDX-License-Identifier: Apache-2.0
 *
 * The report in the form that compilers print: place, severity, message, rule; the source line with a caret; the chain
 * and the reason as notes. What several handlers, programs and variants have in common is told once (groups.c). Gaps
 * and the summary follow (gaps.c, summary.c).
 */
#include "base/text.h"
#include "report/groups.h"
#include "report/printer.h"
#include "report/reached.h"
#include <string.h>

enum { MOST_SHOWN = 100 }; /* findings without -v: nobody reads more */

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

void printer_spot(const struct printer *printer, const struct spot *spot)
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
    printer_spot(printer, spot);
    fprintf(printer->out, "%snote:%s %s\n", printer_colour(printer, "\033[1;36m"), printer_colour(printer, "\033[0m"),
            text);
}

/* Not the name of a function that registers: it was called a handler in so many words. */
static bool is_named(const char *registrar)
{
    return strcmp(registrar, "--root") == 0 || strcmp(registrar, "SIGVET_HANDLER") == 0 ||
           strcmp(registrar, "declared.tbl") == 0;
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
        const char *text = is_named(first->registrar)
                               ? arena_format(arena, "'%s' was named with %s", handler->name, first->registrar)
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

/* Where the policy changed on the way. */
static void print_policy(const struct printer *printer, const struct finding *finding, struct arena *arena)
{
    const char *from = NULL;
    if (!finding->policy || strcmp(finding->policy, printer->judgement->handlers.items[finding->handler].policy) == 0)
        return;
    for (uint32_t i = 0; i < finding->step_count; i++)
        if (finding->steps[i]->policy)
            from = finding->steps[i]->function;
    if (from)
        print_note(printer, &(struct spot){.file = ""},
                   arena_format(arena, "from '%s' on, policy %s was declared", from, finding->policy));
}

static void print_finding(const struct printer *printer, const struct finding *finding, struct arena *arena)
{
    static const char *const words[] = {
        [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    static const char *const colours[] = {
        [SEVERITY_NOTE] = "\033[1;36m", [SEVERITY_WARNING] = "\033[1;35m", [SEVERITY_ERROR] = "\033[1;31m"};
    printer_spot(printer, &finding->spot);
    fprintf(printer->out, "%s%s:%s %s%s%s [%s]\n", printer_colour(printer, colours[finding->severity]),
            words[finding->severity], printer_colour(printer, "\033[0m"), printer_colour(printer, "\033[1m"),
            finding->message, printer_colour(printer, "\033[0m"), tag_of(printer, finding, arena));
    print_excerpt(printer, &finding->spot);
    print_registrations(printer, &printer->judgement->handlers.items[finding->handler], arena);
    if (!finding->note_count)
        print_steps(printer, finding, arena);
    print_policy(printer, finding, arena);
    for (uint32_t i = 0; i < finding->note_count; i++)
        print_note(printer, &finding->notes[i].spot, finding->notes[i].text);
    if (*finding->reason)
        print_note(printer, &(struct spot){.file = ""}, finding->reason);
}

/* ---- findings that say the same ---- */

/* Other variants, handlers and programs of the same finding. */
static void print_others(const struct printer *printer, const struct groups *groups, const struct group *group,
                         struct arena *arena)
{
    static const struct spot nowhere = {.file = ""};
    const char *variants = reached_variants(printer, groups, group, arena);
    const char *others = reached_others(printer, groups, group, arena);
    if (*variants)
        print_note(printer, &nowhere,
                   arena_format(arena, "the same in variant%s %s", strchr(variants, ',') ? "s" : "", variants));
    if (*others)
        print_note(printer, &nowhere, arena_format(arena, "also reached by %s", others));
}

/* The same at other lines. */
static void print_repeats(const struct printer *printer, const struct groups *groups, const struct group *group,
                          struct arena *arena)
{
    const struct finding *findings = printer->judgement->findings.items;
    const struct finding *head = &findings[group->head];
    bool hidden = strcmp(head->rule, "hidden-call") == 0;
    bool counted = hidden && printer->options->verbosity < 1;
    uint32_t more = 0;
    for (uint32_t i = group->repeat; i != NO_GROUP; i = groups->items.items[i].repeat) {
        const struct finding *other = &findings[groups->items.items[i].head];
        more++;
        if (!counted)
            print_note(printer, &other->spot,
                       arena_format(arena, "'%s' is called here too", hidden ? other->emitted : other->callee));
    }
    if (counted && more)
        print_note(printer, &(struct spot){.file = ""},
                   arena_format(arena, "and %u more call%s by %s in '%s' (-v shows them)", more, more == 1 ? "" : "s",
                                head->cause, head->function));
}

static void print_group(const struct printer *printer, const struct groups *groups, const struct group *group)
{
    struct arena *arena = arena_new();
    print_finding(printer, &printer->judgement->findings.items[group->head], arena);
    print_others(printer, groups, group, arena);
    print_repeats(printer, groups, group, arena);
    fputc('\n', printer->out);
    arena_free(arena);
}

/* Notes say what is safe, and are for those who ask, as are all of a great many. */
static void print_findings(const struct printer *printer, struct arena *arena)
{
    const char *database = printer->options->database;
    bool all = printer->options->verbosity > 0;
    struct groups *groups = groups_make(printer->judgement, all, all ? UINT32_MAX : MOST_SHOWN, arena);
    for (uint32_t i = 0; i < groups->items.count; i++)
        if (groups->items.items[i].shown)
            print_group(printer, groups, &groups->items.items[i]);
    if (!groups->more)
        return;
    print_note(printer, &(struct spot){.file = ""},
               arena_format(arena, "%u more finding%s; above are the worst, by the shortest chains; -v prints all%s%s",
                            groups->more, groups->more == 1 ? "" : "s", database ? ", and they are in " : "",
                            database ? printer_shown(printer, database) : ""));
    fputc('\n', printer->out);
}

static void write_text(const struct judgement *judgement, const struct report_options *options, FILE *out)
{
    struct arena *arena = arena_new();
    struct printer printer = {
        .judgement = judgement, .options = options, .out = out, .excerpts = excerpts_new(arena)};
    print_findings(&printer, arena);
    if (options->verbosity >= 0) {
        printer_gaps(&printer);
        printer_end(&printer, arena);
    }
    arena_free(arena);
}

const struct report_format report_format_text = {
    .name = "text", .summary = "as compilers print, with the chain as notes", .write = write_text};
