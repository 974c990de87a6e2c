/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of handlers and variants. A row is a handler of the source: a name, a file, and the programs it is linked
 * into. Which programs agree on a handler may differ from variant to variant; then the worst verdict stands.
 */
#include "base/intern.h"
#include "base/map.h"
#include "report/printer.h"
#include <string.h>

enum { NO_VERDICT = -1 };

struct row {
    const struct judged_handler *handler; /* the first that it is about */
    uint32_t next;                        /* of the same name and file; MAP_NONE */
    int *cells;                           /* enum verdict by variant, or NO_VERDICT */
};

struct matrix {
    const struct printer_variants *variants;
    ARRAY(struct row) rows;
    struct intern *texts;
    struct map *rows_of; /* (name, file) -> first in rows */
    struct map *named;   /* name -> how many rows */
    struct arena *arena;
};

/* ---- which handlers are one ---- */

static bool is_listed(const char *program, size_t length, const char *programs)
{
    while (*programs) {
        size_t here = strcspn(programs, ",");
        if (here == length && memcmp(program, programs, length) == 0)
            return true;
        programs += here;
        programs += *programs == ',';
    }
    return false;
}

/* Do two lists "a,b" have a program in common? Nobody knows of an empty one. */
static bool are_linked_together(const char *one, const char *other)
{
    if (!*one || !*other)
        return true;
    while (*one) {
        size_t length = strcspn(one, ",");
        if (is_listed(one, length, other))
            return true;
        one += length;
        one += *one == ',';
    }
    return false;
}

static struct row *add_row(struct matrix *matrix, const struct judged_handler *handler, uint32_t next)
{
    uint32_t count = matrix->variants->names.count;
    struct row *row = array_push(&matrix->rows, matrix->arena);
    *row = (struct row){.handler = handler, .next = next};
    row->cells = arena_array(count, sizeof *row->cells, matrix->arena);
    for (uint32_t i = 0; i < count; i++)
        row->cells[i] = NO_VERDICT;
    uint32_t *named = map_at(matrix->named, intern_text(matrix->texts, handler->name));
    *named = *named == MAP_NONE ? 1 : *named + 1;
    return row;
}

static void add_handler(struct matrix *matrix, const struct judged_handler *handler, uint32_t variant)
{
    uint32_t *first = map_at(matrix->rows_of, map_pair(intern_text(matrix->texts, handler->name),
                                                       intern_text(matrix->texts, handler->defined.file)));
    bool known = false;
    for (uint32_t i = *first; i != MAP_NONE; i = matrix->rows.items[i].next) {
        struct row *row = &matrix->rows.items[i];
        if (!are_linked_together(row->handler->program, handler->program))
            continue;
        known = true;
        if (row->cells[variant] < (int)handler->verdict)
            row->cells[variant] = (int)handler->verdict;
    }
    if (known)
        return;
    add_row(matrix, handler, *first)->cells[variant] = (int)handler->verdict;
    *first = matrix->rows.count - 1;
}

/* ---- the table ---- */

static int width_of(const char *text, int least)
{
    int length = (int)strlen(text);
    return length > least ? length : least;
}

/* One name stands for one row, unless several files or programs have one of it. */
static const char *row_name(const struct printer *printer, const struct matrix *matrix, const struct row *row)
{
    const struct judged_handler *handler = row->handler;
    if (map_get(matrix->named, intern_text(matrix->texts, handler->name)) < 2)
        return handler->name;
    return arena_format(matrix->arena, "%s@%s%s%s", handler->name, printer_shown(printer, handler->defined.file),
                        *handler->program ? " in " : "", printer_shown(printer, handler->program));
}

/* Cells under the names of their variants; nothing is filled up behind the last one. */
static void print_row(const struct printer *printer, const struct matrix *matrix, const char *name, int widest,
                      const struct row *row)
{
    static const char *const words[] = {
        [VERDICT_PROVED] = "proved", [VERDICT_CLEAN] = "clean", [VERDICT_UNPROVEN] = "unproven",
        [VERDICT_UNSAFE] = "unsafe"};
    uint32_t count = matrix->variants->names.count;
    fprintf(printer->out, "%-*s", widest, name);
    for (uint32_t v = 0; v < count; v++) {
        const char *variant = matrix->variants->names.items[v];
        const char *cell = !row ? variant : row->cells[v] == NO_VERDICT ? "-" : words[row->cells[v]];
        int width = v + 1 < count ? width_of(variant, (int)strlen("unproven")) : 0;
        fprintf(printer->out, "  %-*s", width, cell);
    }
    fputc('\n', printer->out);
}

void printer_matrix(const struct printer *printer, const struct printer_variants *variants, struct arena *arena)
{
    const struct judgement *judgement = printer->judgement;
    struct matrix matrix = {.variants = variants, .texts = intern_new(arena), .rows_of = map_new(arena),
                            .named = map_new(arena), .arena = arena};
    uint32_t variant = 0; /* handlers of one variant stand together */
    for (uint32_t i = 0; i < judgement->handlers.count; i++) {
        const struct judged_handler *handler = &judgement->handlers.items[i];
        for (uint32_t v = 0; v < variants->names.count && strcmp(variants->names.items[variant], handler->variant) != 0; v++)
            variant = (variant + 1) % variants->names.count;
        add_handler(&matrix, handler, variant);
    }
    if (!matrix.rows.count)
        return;
    const char **names = arena_array(matrix.rows.count, sizeof *names, arena);
    int widest = (int)strlen("handler");
    for (uint32_t i = 0; i < matrix.rows.count; i++) {
        names[i] = row_name(printer, &matrix, &matrix.rows.items[i]);
        widest = width_of(names[i], widest);
    }
    print_row(printer, &matrix, "handler", widest, NULL);
    for (uint32_t i = 0; i < matrix.rows.count; i++)
        print_row(printer, &matrix, names[i], widest, &matrix.rows.items[i]);
    fputc('\n', printer->out);
}
