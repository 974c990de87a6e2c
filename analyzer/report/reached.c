/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a group of findings, gives who reaches what it tells besides the handler whose chain is shown. A handler is one
 * function of the source here, in whatever programs and variants.
 */
#include "report/reached.h"
#include "base/text.h"
#include <string.h>

enum { MOST_NAMED = 3 }; /* in a line, without -v */

/* ---- programs ---- */

static void add_program(struct programs *programs, const char *name, size_t length, struct arena *arena)
{
    for (uint32_t i = 0; i < programs->names.count; i++)
        if (strlen(programs->names.items[i]) == length && memcmp(programs->names.items[i], name, length) == 0)
            return;
    *array_push(&programs->names, arena) = arena_copy(name, length, arena);
}

void programs_add(struct programs *programs, const char *list, struct arena *arena)
{
    while (*list) {
        size_t length = strcspn(list, ",");
        if (length)
            add_program(programs, list, length, arena);
        list += length;
        list += *list == ',';
    }
}

/* How many of a list are named: all when few or -v, else one less than may be, since the line says how many more. */
static uint32_t named_of(const struct printer *printer, uint32_t count)
{
    return count <= MOST_NAMED || printer->options->verbosity > 0 ? count : MOST_NAMED - 1;
}

static const char *before(uint32_t at, uint32_t count)
{
    return at == 0 ? "" : at + 1 == count ? " and " : ", ";
}

const char *programs_text(const struct printer *printer, const struct programs *programs, struct arena *arena)
{
    struct text text = {.arena = arena};
    uint32_t count = programs->names.count, named = named_of(printer, count);
    for (uint32_t i = 0; i < named; i++)
        text_format(&text, "%s%s", before(i, count), printer_shown(printer, programs->names.items[i]));
    if (named < count)
        text_format(&text, " and %u more programs", count - named);
    return text_get(&text);
}

/* ---- handlers ---- */

struct other {
    const struct judged_handler *handler; /* the first of it */
    struct programs programs;             /* those that are not told already */
    bool same_variant;                    /* as the one whose chain is shown */
};

struct others {
    ARRAY(struct other) items; /* the handler whose chain is shown first */
};

static bool is_same_function(const struct judged_handler *a, const struct judged_handler *b)
{
    return a->defined.line == b->defined.line && strcmp(a->name, b->name) == 0 &&
           strcmp(a->defined.file, b->defined.file) == 0;
}

static struct other *other_of(struct others *others, const struct judged_handler *handler, struct arena *arena)
{
    for (uint32_t i = 0; i < others->items.count; i++)
        if (is_same_function(others->items.items[i].handler, handler))
            return &others->items.items[i];
    struct other *other = array_push(&others->items, arena);
    *other = (struct other){.handler = handler};
    return other;
}

static const struct judged_handler *handler_of(const struct judgement *judgement, uint32_t finding)
{
    return &judgement->handlers.items[judgement->findings.items[finding].handler];
}

/* The programs of the head's own row are known from it, so only the others are left to tell. */
static void leave_out(struct programs *programs, const char *list, struct arena *arena)
{
    struct programs own = {0};
    programs_add(&own, list, arena);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < programs->names.count; i++) {
        bool listed = false;
        for (uint32_t o = 0; o < own.names.count; o++)
            listed |= strcmp(own.names.items[o], programs->names.items[i]) == 0;
        if (!listed)
            programs->names.items[kept++] = programs->names.items[i];
    }
    programs->names.count = kept;
}

static void add_other(const struct printer *printer, const struct other *other, bool own, struct text *text)
{
    const char *programs = programs_text(printer, &other->programs, text->arena);
    text_format(text, "'%s'", other->handler->name);
    if (!own)
        text_format(text, " (%s)", other->handler->signals);
    if (*programs)
        text_format(text, " in %s", programs);
    if (!own && !other->same_variant)
        text_format(text, ", variant %s", other->handler->variant);
}

const char *reached_others(const struct printer *printer, const struct groups *groups, const struct group *group,
                           struct arena *arena)
{
    const struct judgement *judgement = printer->judgement;
    const struct judged_handler *head = handler_of(judgement, group->head);
    struct others others = {0};
    other_of(&others, head, arena)->same_variant = true;
    for (uint32_t i = group->first; i != NO_GROUP; i = groups->next[i]) {
        const struct judged_handler *handler = handler_of(judgement, i);
        struct other *other = other_of(&others, handler, arena);
        other->same_variant |= strcmp(handler->variant, head->variant) == 0;
        programs_add(&other->programs, handler->program, arena);
    }
    leave_out(&others.items.items[0].programs, head->program, arena);
    uint32_t first = others.items.items[0].programs.names.count ? 0 : 1;
    uint32_t count = others.items.count - first, named = named_of(printer, count);
    struct text text = {.arena = arena};
    for (uint32_t i = 0; i < named; i++) {
        text_add(&text, before(i, count));
        add_other(printer, &others.items.items[first + i], first + i == 0, &text);
    }
    if (named < count)
        text_format(&text, " and %u more handlers", count - named);
    return text_get(&text);
}

/* ---- variants ---- */

const char *reached_variants(const struct printer *printer, const struct groups *groups, const struct group *group,
                             struct arena *arena)
{
    const struct judgement *judgement = printer->judgement;
    const struct judged_handler *head = handler_of(judgement, group->head);
    ARRAY(const char *) names = {0};
    *array_push(&names, arena) = head->variant;
    struct text text = {.arena = arena};
    for (uint32_t i = group->first; i != NO_GROUP; i = groups->next[i]) {
        const struct judged_handler *handler = handler_of(judgement, i);
        bool known = !is_same_function(handler, head);
        for (uint32_t n = 0; n < names.count && !known; n++)
            known = strcmp(names.items[n], handler->variant) == 0;
        if (known)
            continue;
        *array_push(&names, arena) = handler->variant;
        text_format(&text, "%s%s", text.length ? ", " : "", handler->variant);
    }
    return text_get(&text);
}
