/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes sections, callees and what code refers to, gives which functions were instrumented: several kinds
 * leave no symbol and no call (XRay sleds, patchable entries, inline counters), only a section or a
 * reference. See marks.def.
 */
#include "facts/object/reader.h"
#include <string.h>

enum sign { SIGN_CALL, SIGN_SECTION, SIGN_USE };

struct pattern {
    enum sign sign;
    const char *kind;
    const char *text;
};

#define CALL(kind, text)    {SIGN_CALL, kind, text},
#define SECTION(kind, text) {SIGN_SECTION, kind, text},
#define USE(kind, text)     {SIGN_USE, kind, text},
static const struct pattern patterns[] = {
#include "facts/object/marks.def"
};
#undef CALL
#undef SECTION
#undef USE

enum { PATTERNS = sizeof patterns / sizeof *patterns };

static const struct pattern *find(enum sign sign, const char *text)
{
    if (text[0] != '_' && text[0] != 'm' && text[0] != '.' && text[0] != 'x')
        return NULL;
    for (size_t i = 0; i < PATTERNS; i++) {
        const char *begin = patterns[i].text;
        bool whole = sign == SIGN_SECTION || begin[0] != '_';
        if (patterns[i].sign == sign &&
            (whole ? strcmp(text, begin) == 0 : strncmp(text, begin, strlen(begin)) == 0))
            return &patterns[i];
    }
    return NULL;
}

void mark_function(struct reader *reader, uint32_t function, const char *kind, name_id name)
{
    struct object_facts *facts = reader->facts;
    name_id id = intern_text(facts->names, kind);
    for (uint32_t i = facts->marks.count, seen = 0; i-- && seen < 64;
         seen++) { /* those of a function stand together */
        const struct object_mark *mark = &facts->marks.items[i];
        if (mark->function != function)
            break;
        if (mark->kind == id && mark->name == name)
            return;
    }
    *array_push(&facts->marks, reader->arena) = (struct object_mark){function, id, name};
    facts->functions.items[function].flags |= OBJECT_FUNCTION_INSTRUMENTED;
}

void mark_call(struct reader *reader, uint32_t function, name_id callee)
{
    const struct pattern *pattern = find(SIGN_CALL, intern_get(reader->facts->names, callee));
    if (pattern)
        mark_function(reader, function, pattern->kind, callee);
}

void mark_use(struct reader *reader, uint32_t function, struct location used)
{
    struct intern *names = reader->facts->names;
    if (used.symbol != NO_SYMBOL && *reader->image.symbols.items[used.symbol].name) {
        name_id name = symbol_name(reader, used.symbol);
        const struct pattern *pattern = find(SIGN_USE, intern_get(names, name));
        if (pattern)
            mark_function(reader, function, pattern->kind, name);
    }
    const struct image_section *section = used.known ? image_section_at(&reader->image, used.address) : NULL;
    const struct pattern *pattern = section ? find(SIGN_USE, section->name) : NULL;
    if (pattern) {
        mark_function(reader, function, pattern->kind, intern_text(names, section->name));
        return;
    }
    int64_t offset;
    uint32_t datum = section ? datum_at(reader, used.address, &offset) : NONE;
    pattern = datum != NONE ? find(SIGN_USE, intern_get(names, reader->facts->data.items[datum].name)) : NULL;
    if (pattern)
        mark_function(reader, function, pattern->kind, reader->facts->data.items[datum].name);
}

static void mark_address(struct reader *reader, const struct pattern *pattern, uint64_t address)
{
    const struct image_section *section = image_section_at(&reader->image, address);
    if (!section || !image_executable(section))
        return;
    uint32_t function = function_within(reader, address);
    for (uint64_t behind = 1; function == NONE && behind <= 16;
         behind++) /* nops before an entry belong to it */
        function = function_within(reader, address + behind);
    if (function != NONE)
        mark_function(reader, function, pattern->kind, intern_text(reader->facts->names, pattern->text));
}

/* Every address in the section: by relocations, else as words, else counted from the place itself. */
static void mark_section(struct reader *reader, const struct pattern *pattern,
                         const struct image_section *section)
{
    const struct image *image = &reader->image;
    uint64_t end = section->address + section->size;
    uint32_t first = image_relocation_from(image, section->address), i = first;
    for (; i < image->relocations.count && image->relocations.items[i].address < end; i++) {
        struct location location = location_of(reader, &image->relocations.items[i], 0);
        if (location.known)
            mark_address(reader, pattern, location.address);
    }
    if (i != first)
        return;
    unsigned width = section->name[0] == '.' ? 4 : 8; /* .kcfi_traps has narrow ones */
    for (uint64_t at = section->address; at + width <= end; at += width) {
        uint64_t number;
        if (!image_number(&reader->image, at, width, &number))
            return;
        mark_address(reader, pattern, number);
        mark_address(reader, pattern,
                     at + (width == 4 ? (uint64_t)(int64_t)(int32_t)(uint32_t)number : number));
    }
}

void marks_read(struct reader *reader)
{
    for (uint32_t i = 1; i < reader->image.sections.count; i++) {
        const struct image_section *section = &reader->image.sections.items[i];
        const struct pattern *pattern = section->loaded ? find(SIGN_SECTION, section->name) : NULL;
        if (pattern)
            mark_section(reader, pattern, section);
    }
}
