/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of handlers with their verdicts in the text format: one line for all programs that agree on it.
 */
#include "base/map.h"
#include "report/keys.h"
#include "report/reached.h"
#include <string.h>

static const char *const verdict_words[] = {
    [VERDICT_PROVED] = "proved", [VERDICT_CLEAN] = "clean so far", [VERDICT_UNPROVEN] = "unproven",
    [VERDICT_UNSAFE] = "unsafe"};

/* Rows of one handler and one verdict. */
struct line {
    const struct judged_handler *handler; /* the first of them */
    uint32_t least;                       /* functions reached */
    uint32_t most;
    struct programs programs;
    const struct judged_stack *stack; /* the deepest of them; NULL: not known */
};

static uint32_t key_of(struct keys *keys, const struct judged_handler *handler)
{
    uint32_t key = keys_spot(keys, keys_spot(keys, 0, &handler->defined), &handler->spot);
    key = keys_text(keys, keys_text(keys, key, handler->name), handler->signals);
    key = keys_text(keys, keys_number(keys, key, handler->verdict), handler->variant);
    return keys_number(keys, key, *handler->program != 0);
}

static void print_line(const struct printer *printer, const struct line *line, struct arena *arena)
{
    const struct judged_handler *handler = line->handler;
    const char *programs = programs_text(printer, &line->programs, arena);
    fprintf(printer->out, "%-12s  %s (%s) at %s:%u, ", verdict_words[handler->verdict], handler->name, handler->signals,
            printer_shown(printer, handler->spot.file), handler->spot.line);
    if (line->least < line->most)
        fprintf(printer->out, "%u to ", line->least);
    fprintf(printer->out, "%u function%s", line->most, line->most == 1 ? "" : "s");
    if (*programs)
        fprintf(printer->out, ", in %s", programs);
    if (strcmp(handler->policy, printer->judgement->policy) != 0)
        fprintf(printer->out, ", policy %s", handler->policy);
    if (strcmp(handler->variant, "as built") != 0)
        fprintf(printer->out, ", variant %s", handler->variant);
    if (line->stack && printer->options->verbosity > 0) {
        bool bounded = strcmp(line->stack->kind, "bounded") == 0;
        fprintf(printer->out, ", stack of %llu bytes%s%s", (unsigned long long)line->stack->bytes,
                bounded ? "" : " and more: ", bounded ? "" : line->stack->kind);
    }
    fputc('\n', printer->out);
}

/* handler -> its stack in the judgement. */
static struct map *index_stacks(const struct judgement *judgement, struct arena *arena)
{
    struct map *stacks = map_new(arena);
    for (uint32_t i = 0; i < judgement->stacks.count; i++)
        map_set(stacks, judgement->stacks.items[i].handler, i);
    return stacks;
}

void printer_handlers(const struct printer *printer, struct arena *arena)
{
    const struct judgement *judgement = printer->judgement;
    struct keys *keys = keys_new(arena);
    struct map *known = map_new(arena), *stacks = index_stacks(judgement, arena);
    ARRAY(struct line) lines = {0};
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const struct judged_handler *handler = &judgement->handlers.items[i];
        uint32_t *index = map_at(known, key_of(keys, handler));
        if (*index == MAP_NONE) {
            *index = lines.count;
            *array_push(&lines, arena) =
                (struct line){.handler = handler, .least = handler->reached, .most = handler->reached};
        }
        struct line *line = &lines.items[*index];
        line->least = handler->reached < line->least ? handler->reached : line->least;
        line->most = handler->reached > line->most ? handler->reached : line->most;
        programs_add(&line->programs, handler->program, arena);
        uint32_t at = map_get(stacks, i);
        const struct judged_stack *stack = at == MAP_NONE ? NULL : &judgement->stacks.items[at];
        if (stack && (!line->stack || stack->bytes > line->stack->bytes))
            line->stack = stack;
    }
    for (uint32_t i = 0; i < lines.count; i++)
        print_line(printer, &lines.items[i], arena);
    if (lines.count)
        fputc('\n', printer->out);
}
