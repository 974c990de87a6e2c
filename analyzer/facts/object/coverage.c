/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the functions that symbols and FDEs gave, gives those that were missed: executable bytes that none
 * covers and that are no padding become nameless functions. Also: which function is at or around an address,
 * and which function a .cold or .part belongs to.
 */
#include "facts/object/reader.h"
#include <string.h>

/* The first byte in [from, to) that is no padding; to: none. */
static uint64_t skip_padding(struct reader *reader, uint64_t from, uint64_t to)
{
    while (from < to) {
        uint64_t available;
        const unsigned char *bytes = image_bytes(&reader->image, from, &available);
        struct step step;
        if (!bytes)
            return to;
        if (!*bytes) {
            from++;
            continue;
        }
        if (!reader->image.arch->decode(bytes, available, from, &step) || step.kind != STEP_PADDING)
            return from;
        from += step.size; /* over `to` when a nop ends in the function: an FDE may begin one byte early */
    }
    return to;
}

/* The first island that ends behind an address. */
static uint32_t islands_until(const struct reader *reader, uint64_t address)
{
    uint32_t low = 0, high = reader->islands.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (reader->islands.items[middle].end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The part of [from, to) that no island of data takes. */
static void cover(struct reader *reader, uint64_t from, uint64_t to)
{
    for (uint32_t i = islands_until(reader, from); i < reader->islands.count && from < to; i++) {
        struct range island = reader->islands.items[i];
        if (island.start >= to)
            break;
        if (island.start > from)
            cover(reader, from, island.start);
        from = island.end;
    }
    if (from < to)
        from = skip_padding(reader, from, to);
    if (from >= to)
        return;
    from -= from % reader->image.arch->unit;
    struct object_facts *facts = reader->facts;
    const struct image_section *section = image_section_at(&reader->image, from);
    if (!section)
        return;
    struct object_function *function = array_push(&facts->functions, reader->arena);
    *function = (struct object_function){.name = functions_nameless(reader, from),
                                         .parent = NONE,
                                         .body = facts->functions.count - 1,
                                         .section = (uint32_t)(section - reader->image.sections.items),
                                         .address = from,
                                         .offset = from - section->address,
                                         .size = to - from,
                                         .scope = SCOPE_LOCAL,
                                         .flags = OBJECT_FUNCTION_NAMELESS | OBJECT_FUNCTION_UNSIZED};
    *array_push(&reader->bodies, reader->scratch) = facts->functions.count - 1;
}

void functions_uncovered(struct reader *reader, uint32_t *order, uint32_t count)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < reader->image.order.count; i++) {
        const struct image_section *section = &reader->image.sections.items[reader->image.order.items[i]];
        if (!image_executable(section) || !section->bytes || functions_is_stub(section))
            continue;
        uint64_t at = section->address, end = section->address + section->size;
        for (; next < count; next++) {
            const struct object_function *function = &reader->facts->functions.items[order[next]];
            if (function->address >= end)
                break;
            uint64_t start = function->address, stop = function->address + function->size;
            if (start > at)
                cover(reader, at, start);
            at = stop > at ? stop : at;
        }
        if (at < end)
            cover(reader, at, end);
    }
}

/* The number of bodies that start at or before an address. */
static uint32_t bodies_until(const struct reader *reader, uint64_t address)
{
    uint32_t low = 0, high = reader->bodies.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (reader->facts->functions.items[reader->bodies.items[middle]].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t function_at(const struct reader *reader, uint64_t address)
{
    uint32_t until = bodies_until(reader, address);
    if (!until)
        return NONE;
    uint32_t body = reader->bodies.items[until - 1];
    return reader->facts->functions.items[body].address == address ? body : NONE;
}

uint32_t function_within(const struct reader *reader, uint64_t address)
{
    enum { NESTED = 64 };
    uint32_t until = bodies_until(reader, address);
    for (uint32_t i = 0; i < NESTED && until; i++) {
        uint32_t body = reader->bodies.items[--until];
        const struct object_function *function = &reader->facts->functions.items[body];
        if (address - function->address < function->size)
            return body;
        if (!(function->flags & OBJECT_FUNCTION_INNER))
            return NONE;
    }
    return NONE;
}

/* Where the suffixes that compilers add begin; NULL: there are none. */
static const char *child_suffix(const char *name)
{
    static const char *const words[] = {"cold",       "constprop", "isra",       "lto_priv",
                                        "localalias", "part",      "specialized"};
    for (const char *dot = strchr(*name ? name + 1 : name, '.'); dot; dot = strchr(dot + 1, '.'))
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            size_t length = strlen(words[i]);
            if (strncmp(dot + 1, words[i], length) == 0 && (dot[1 + length] == '.' || !dot[1 + length]))
                return dot;
        }
    return NULL;
}

/* Functions by name, those of a file apart. */
static struct map *by_name(struct reader *reader)
{
    struct object_facts *facts = reader->facts;
    struct map *known = map_new(reader->scratch);
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        const struct object_function *function = &facts->functions.items[i];
        map_set(known, map_pair(function->name, function->scope == SCOPE_LOCAL ? function->file : 0), i);
    }
    return known;
}

static void add_child(struct reader *reader, uint32_t child)
{
    struct object_facts *facts = reader->facts;
    uint32_t parent = facts->functions.items[child].parent;
    if (parent == NONE || facts->functions.items[child].body != child)
        return;
    parent = facts->functions.items[parent].body;
    if (!reader->first_child) {
        size_t size = facts->functions.count * sizeof(uint32_t);
        reader->first_child = memset(arena_alloc(size, reader->scratch), 0xff, size);
        reader->next_child = memset(arena_alloc(size, reader->scratch), 0xff, size);
    }
    reader->next_child[child] = reader->first_child[parent];
    reader->first_child[parent] = child;
}

uint32_t functions_child(const struct reader *reader, uint32_t body, uint32_t after)
{
    if (!reader->first_child)
        return NONE;
    return after == NONE ? reader->first_child[body] : reader->next_child[after];
}

void functions_parents(struct reader *reader)
{
    struct object_facts *facts = reader->facts;
    struct map *known = NULL;
    for (uint32_t i = 0; i < facts->functions.count; i++) {
        struct object_function *function = &facts->functions.items[i];
        const char *name = intern_get(facts->names, function->name);
        const char *suffix = function->flags & OBJECT_FUNCTION_NAMELESS ? NULL : child_suffix(name);
        if (!suffix)
            continue;
        known = known ? known : by_name(reader);
        function->flags |= OBJECT_FUNCTION_CHILD;
        function->parent_name = intern_bytes(facts->names, name, (size_t)(suffix - name));
        function->parent = map_get(known, map_pair(function->parent_name, function->file));
        if (function->parent == NONE)
            function->parent = map_get(known, map_pair(function->parent_name, 0));
        add_child(reader, i);
    }
}
