/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes symbols and FDEs, gives the functions. All symbols of one address share one body; a symbol without a
 * size is bounded by what follows; what has no symbol is found by its FDE, or because nothing else covers it
 * (coverage.c).
 */
#include "facts/object/reader.h"
#include <stdlib.h>
#include <string.h>

/* A symbol that may be a function, while they are sorted. */
struct candidate {
    uint64_t address;
    uint64_t size;
    const char *name;
    uint32_t symbol;
    uint8_t rank; /* the lower the better it stands for its address */
    bool dynamic;
};

bool functions_is_stub(const struct image_section *section)
{
    return strncmp(section->name, ".plt", 4) == 0 || strcmp(section->name, ".iplt") == 0;
}

static bool is_label(const char *name)
{
    return !*name || *name == '$' || (name[0] == '.' && name[1] == 'L');
}

static bool is_candidate(const struct reader *reader, const struct image_symbol *symbol)
{
    const struct image_section *section = &reader->image.sections.items[symbol->section];
    if (!symbol->section || !image_executable(section) || symbol->address < section->address ||
        symbol->address - section->address >= section->size)
        return false;
    if (symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC)
        return true;
    return symbol->type == STT_NOTYPE && !is_label(symbol->name);
}

static uint8_t rank_of(const struct image_symbol *symbol)
{
    unsigned type = symbol->type == STT_NOTYPE ? 8 : 0;
    unsigned bind = symbol->bind == STB_GLOBAL ? 0 : symbol->bind == STB_LOCAL ? 4 : 2;
    return (uint8_t)(type + bind + (symbol->size ? 0 : 1));
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->address != y->address)
        return x->address < y->address ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    int names = strcmp(x->name, y->name);
    if (names)
        return names;
    return (x->symbol > y->symbol) - (x->symbol < y->symbol);
}

typedef ARRAY(struct candidate) candidates;

/* All candidates in order; local labels of assembler inside a sized function are none. */
static void gather(struct reader *reader, candidates *found)
{
    for (uint32_t i = 0; i < reader->image.symbols.count; i++) {
        const struct image_symbol *symbol = &reader->image.symbols.items[i];
        if (is_candidate(reader, symbol))
            *array_push(found, reader->scratch) = (struct candidate){.address = symbol->address,
                                                                     .size = symbol->size,
                                                                     .name = symbol->name,
                                                                     .symbol = i,
                                                                     .rank = rank_of(symbol),
                                                                     .dynamic = symbol->dynamic};
    }
    if (!found->count)
        return;
    qsort(found->items, found->count, sizeof *found->items, compare_candidates);
    uint64_t covered = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < found->count; i++) {
        const struct candidate *candidate = &found->items[i];
        const struct image_symbol *symbol = &reader->image.symbols.items[candidate->symbol];
        if (symbol->type == STT_NOTYPE && symbol->bind == STB_LOCAL && candidate->address < covered)
            continue;
        if (candidate->size < UINT64_MAX - candidate->address &&
            candidate->address + candidate->size > covered)
            covered = candidate->address + candidate->size;
        found->items[kept++] = *candidate;
    }
    found->count = kept;
}

/* The name without a symbol version. */
static name_id plain_name(struct reader *reader, const char *name)
{
    const char *version = strchr(name, '@');
    return version && version != name ? intern_bytes(reader->facts->names, name, (size_t)(version - name))
                                      : intern_text(reader->facts->names, name);
}

static uint32_t scope_of(const struct image_symbol *symbol)
{
    return symbol->bind == STB_LOCAL ? SCOPE_LOCAL : symbol->bind == STB_GLOBAL ? SCOPE_GLOBAL : SCOPE_WEAK;
}

static uint32_t add_function(struct reader *reader, const struct candidate *candidate)
{
    const struct image_symbol *symbol = &reader->image.symbols.items[candidate->symbol];
    const struct image_section *section = &reader->image.sections.items[symbol->section];
    struct object_facts *facts = reader->facts;
    struct object_function *function = array_push(&facts->functions, reader->arena);
    uint64_t room = section->size - (symbol->address - section->address);
    *function = (struct object_function){.name = plain_name(reader, symbol->name),
                                         .file = intern_text(facts->names, symbol->file),
                                         .parent = NONE,
                                         .body = facts->functions.count - 1,
                                         .section = symbol->section,
                                         .address = symbol->address,
                                         .offset = symbol->address - section->address,
                                         .size = symbol->size < room ? symbol->size : room,
                                         .scope = scope_of(symbol)};
    function->flags |= symbol->type == STT_GNU_IFUNC ? OBJECT_FUNCTION_IFUNC : 0;
    function->flags |= symbol->type == STT_NOTYPE ? OBJECT_FUNCTION_NOTYPE : 0;
    function->flags |= symbol->size ? 0 : OBJECT_FUNCTION_UNSIZED;
    if (symbol->visibility == STV_HIDDEN || symbol->visibility == STV_INTERNAL)
        function->flags |= OBJECT_FUNCTION_HIDDEN;
    return facts->functions.count - 1;
}

/* A function that no symbol names. */
static void add_nameless(struct reader *reader, uint64_t start, uint64_t end)
{
    const struct image_section *section = image_section_at(&reader->image, start);
    struct object_facts *facts = reader->facts;
    if (!section || !image_executable(section))
        return;
    uint64_t room = section->size - (start - section->address);
    struct object_function *function = array_push(&facts->functions, reader->arena);
    *function = (struct object_function){.name = functions_nameless(reader, start),
                                         .parent = NONE,
                                         .body = facts->functions.count - 1,
                                         .section = (uint32_t)(section - reader->image.sections.items),
                                         .address = start,
                                         .offset = start - section->address,
                                         .size = end - start < room ? end - start : room,
                                         .scope = SCOPE_LOCAL,
                                         .flags = OBJECT_FUNCTION_NAMELESS};
    *array_push(&reader->bodies, reader->scratch) = facts->functions.count - 1;
}

name_id functions_nameless(struct reader *reader, uint64_t address)
{
    const struct image_section *section = image_section_at(&reader->image, address);
    return intern_format(reader->facts->names, "<%s+0x%llx>", section ? section->name : "",
                         (unsigned long long)(address - (section ? section->address : 0)));
}

/* Rows for all candidates of one address; the first stands for them. .symtab and .dynsym may both name one.
 */
static void add_group(struct reader *reader, const struct candidate *group, uint32_t count)
{
    enum { LARGEST_GROUP = 1000 };
    uint32_t body = NONE;
    uint64_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t known = NONE;
        name_id name = plain_name(reader, group[i].name);
        for (uint32_t f = reader->facts->functions.count; body != NONE && f-- > body && i < LARGEST_GROUP;)
            if (reader->facts->functions.items[f].name == name)
                known = f;
        if (known == NONE)
            known = add_function(reader, &group[i]);
        struct object_function *function = &reader->facts->functions.items[known];
        reader->function_of_symbol[group[i].symbol] = known;
        function->flags |= group[i].dynamic ? OBJECT_FUNCTION_DYNAMIC_NAME : 0;
        if (body == NONE)
            body = known;
        function->body = body;
        function->flags |= known != body ? OBJECT_FUNCTION_ALIAS : 0;
        size = function->size > size ? function->size : size;
    }
    reader->facts->functions.items[body].size = size;
    *array_push(&reader->bodies, reader->scratch) = body;
}

static int compare_bodies(const void *a, const void *b, void *payload)
{
    const struct object_facts *facts = payload;
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    uint64_t x = facts->functions.items[left].address, y = facts->functions.items[right].address;
    return x != y ? (x < y ? -1 : 1) : (left > right) - (left < right);
}

static void sort_bodies(struct reader *reader)
{
    if (reader->bodies.count)
        qsort_r(reader->bodies.items, reader->bodies.count, sizeof *reader->bodies.items, compare_bodies,
                reader->facts);
}

/* Sizes of what has none: its FDE, the next body, the end of its section. Says which lie inside others. */
static void bound(struct reader *reader)
{
    uint64_t covered = 0;
    for (uint32_t i = 0; i < reader->bodies.count; i++) {
        struct object_function *function = &reader->facts->functions.items[reader->bodies.items[i]];
        const struct image_section *section = &reader->image.sections.items[function->section];
        uint64_t end = section->address + section->size;
        if (function->address < covered) {
            function->flags |= OBJECT_FUNCTION_INNER;
            end = covered;
        } else if (i + 1 < reader->bodies.count) {
            uint64_t next = reader->facts->functions.items[reader->bodies.items[i + 1]].address;
            end = next < end ? next : end;
        }
        const struct frame *frame = frames_at(&reader->frames, function->address);
        if (!function->size)
            function->size = (frame && frame->end < end ? frame->end : end) - function->address;
        if (function->address + function->size > covered)
            covered = function->address + function->size;
    }
}

/* FDEs that begin where no function does and that no function covers. */
static void add_framed(struct reader *reader)
{
    uint32_t count = reader->bodies.count, next = 0;
    uint64_t covered = 0;
    for (uint32_t i = 0; i < reader->frames.items.count; i++) {
        const struct frame *frame = &reader->frames.items.items[i];
        for (; next < count; next++) {
            const struct object_function *function =
                &reader->facts->functions.items[reader->bodies.items[next]];
            if (function->address > frame->start)
                break;
            uint64_t end = function->address + (function->size ? function->size : 1);
            covered = end > covered ? end : covered;
        }
        const struct image_section *section = image_section_at(&reader->image, frame->start);
        if (frame->start >= covered && section && !functions_is_stub(section)) {
            add_nameless(reader, frame->start, frame->end);
            covered = frame->end;
        }
    }
    if (reader->bodies.count != count)
        sort_bodies(reader);
}

/* A linked file may know a resolver by a relocation alone, or by a local name beside that of the ifunc. */
static void mark_resolvers(struct reader *reader)
{
    struct object_facts *facts = reader->facts;
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (facts->functions.items[i].flags & OBJECT_FUNCTION_IFUNC)
            facts->functions.items[facts->functions.items[i].body].flags |= OBJECT_FUNCTION_IFUNC;
    for (uint32_t i = 0; !reader->image.relocatable && i < reader->image.relocations.count; i++) {
        const struct image_relocation *relocation = &reader->image.relocations.items[i];
        if (reader->image.arch->use(relocation->type) != RELOCATION_RESOLVER)
            continue;
        uint32_t function = function_at(reader, location_of(reader, relocation, 0).address);
        if (function != NONE)
            facts->functions.items[function].flags |= OBJECT_FUNCTION_IFUNC;
    }
}

void functions_read(struct reader *reader)
{
    candidates found = {0};
    uint32_t symbols = reader->image.symbols.count;
    reader->function_of_symbol = arena_array(symbols, sizeof(uint32_t), reader->scratch);
    memset(reader->function_of_symbol, 0xff, symbols * sizeof(uint32_t));
    gather(reader, &found);
    for (uint32_t i = 0, end; i < found.count; i = end) {
        for (end = i + 1; end < found.count && found.items[end].address == found.items[i].address;)
            end++;
        add_group(reader, &found.items[i], end - i);
    }
    add_framed(reader);
    bound(reader);
    uint32_t named = reader->bodies.count;
    functions_uncovered(reader, reader->bodies.items, named);
    if (reader->bodies.count != named)
        sort_bodies(reader);
    functions_parents(reader);
    mark_resolvers(reader);
}
