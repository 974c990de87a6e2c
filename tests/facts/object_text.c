/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the structs of facts/object, gives a line for each, with every field.
 */
#include "object_text.h"

#define EACH(array, item) for (uint32_t i_ = 0; i_ < (array).count && ((item) = &(array).items[i_]); i_++)
#define LONG(number)      ((unsigned long)(number))

static const char *spell(const struct intern *names, name_id name)
{
    return name ? intern_get(names, name) : "-";
}

static void add_place(struct text *text, const struct intern *names, const struct place *place)
{
    text_format(text, " %s:%u:%u", spell(names, place->file), place->line, place->column);
}

static void add_gap(struct text *text, const struct intern *names, const struct gap *gap)
{
    text_format(text, "gap %s %s (%s) %u", spell(names, gap->kind), spell(names, gap->subject),
                spell(names, gap->why), gap->function);
    add_place(text, names, &gap->place);
    text_add(text, "\n");
}

static void add_code(struct text *text, const struct intern *names, const struct object_facts *facts)
{
    const struct object_function *f;
    const struct object_call *c;
    const struct object_argument *a;
    const struct object_mark *m;
    EACH(facts->functions, f)
    text_format(text, "function %s %s %s %u %u %u %lx %lx %lu %lu %x %u %u %u\n", spell(names, f->name),
                spell(names, f->file), spell(names, f->parent_name), f->parent, f->body, f->section,
                LONG(f->address), LONG(f->offset), LONG(f->size), LONG(f->frame), f->flags, f->scope,
                f->first_call, f->call_count);
    EACH(facts->calls, c)
    text_format(text, "call %u %u %s %s %ld %lx %u %x %u\n", c->caller, c->callee, spell(names, c->name),
                spell(names, c->slot), (long)c->offset, LONG(c->address), c->kind, c->flags, c->relocation);
    EACH(facts->arguments, a)
    text_format(text, "argument %u %u %u %u %s %ld\n", a->call, a->position, a->kind, a->function,
                spell(names, a->name), (long)a->value);
    EACH(facts->marks, m)
    text_format(text, "mark %u %s %s\n", m->function, spell(names, m->kind), spell(names, m->name));
}

static void add_object(struct text *text, const struct intern *names, const struct object_facts *facts)
{
    const struct object_section *s;
    const struct object_datum *d;
    const struct object_reference *r;
    const name_id *n;
    const struct gap *g;
    text_format(text, "object %s %s %lu %lu %lu %lx %s %s %s %s %u %x %lx\n", spell(names, facts->path),
                spell(names, facts->member), LONG(facts->member_start), LONG(facts->member_size),
                LONG(facts->length), LONG(facts->checksum), spell(names, facts->machine),
                spell(names, facts->build_id), spell(names, facts->soname), spell(names, facts->interpreter),
                facts->kind, facts->flags, LONG(facts->entry));
    EACH(facts->sections, s)
    text_format(text, "section %s %u %lx %lx %lu\n", spell(names, s->name), s->type, LONG(s->flags),
                LONG(s->address), LONG(s->size));
    add_code(text, names, facts);
    EACH(facts->data, d)
    text_format(text, "datum %s %s %u %u %lx %lu\n", spell(names, d->name), spell(names, d->file), d->section,
                d->scope, LONG(d->address), LONG(d->size));
    EACH(facts->references, r)
    text_format(text, "reference %u %s %ld %u %s %ld %lx %u %u\n", r->function, spell(names, r->name),
                (long)r->offset, r->holder, spell(names, r->datum), (long)r->datum_offset, LONG(r->address),
                r->section, r->access);
    EACH(facts->needed, n)
    text_format(text, "needed %s\n", spell(names, *n));
    EACH(facts->gaps, g)
    add_gap(text, names, g);
}

void add_list(struct text *text, const struct intern *names, const struct object_list *list)
{
    const struct gap *g;
    text_format(text, "list %u\n", list->objects.count);
    for (uint32_t i = 0; i < list->objects.count; i++)
        add_object(text, names, list->objects.items[i]);
    EACH(list->gaps, g)
    add_gap(text, names, g);
}

void add_places(struct text *text, const struct intern *names, const struct object_places *places)
{
    const struct object_place *p;
    const struct object_inline *in;
    const struct gap *g;
    EACH(places->places, p)
    {
        text_format(text, "place %u %u %u", p->call, p->first_inline, p->inline_count);
        add_place(text, names, &p->place);
        text_add(text, "\n");
    }
    EACH(places->inlines, in)
    {
        text_format(text, "inline %s %s", spell(names, in->name), spell(names, in->linker));
        add_place(text, names, &in->place);
        text_add(text, "\n");
    }
    EACH(places->gaps, g)
    add_gap(text, names, g);
}

void add_debug(struct text *text, const struct intern *names, const struct object_debug *debug)
{
    const struct object_unit *u;
    const struct object_definition *d;
    const struct input *in;
    const struct gap *g;
    EACH(debug->units, u)
    text_format(text, "unit %s %s %s\n", spell(names, u->name), spell(names, u->directory),
                spell(names, u->producer));
    EACH(debug->definitions, d)
    {
        text_format(text, "definition %u %s %u", d->function, spell(names, d->name), d->unit);
        add_place(text, names, &d->place);
        text_add(text, "\n");
    }
    EACH(debug->inputs, in)
    text_format(text, "input %s\n", spell(names, in->file));
    EACH(debug->gaps, g)
    add_gap(text, names, g);
}

void add_names(struct text *text, const struct intern *names)
{
    for (uint32_t i = 0; i < intern_count(names); i++)
        text_format(text, "%u %s\n", i, intern_get(names, i));
}
