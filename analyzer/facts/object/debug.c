/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the DWARF of an object, gives its compilation units, every file they were compiled from, and where
 * each function is defined. The name that DWARF has for a function is the source's; an asm label shows as a
 * difference.
 */
#include "facts/object/dwarf.h"
#include <string.h>

struct gathering {
    struct debug debug;
    struct object_debug *result;
    struct debug_unit *unit;
    struct map *starts; /* address of a body, to its function */
    struct map *files;  /* known already */
};

/* Where the code of a function begins: its entry, its lowest address, its first range. */
static bool entry_of(Dwarf_Die *die, uint64_t *entry)
{
    Dwarf_Addr base, end, address;
    Dwarf_Addr start;
    if (dwarf_entrypc(die, &address) != 0 &&
        (dwarf_ranges(die, 0, &base, &start, &end) <= 0 || (address = start, 0)))
        return false;
    *entry = address;
    return true;
}

/* Files are counted by each unit: what link-time optimisation moved has its declaration in another one. */
static name_id declared_in(struct gathering *gathering, Dwarf_Die *die)
{
    Dwarf_Attribute found;
    if (dwarf_attr_integrate(die, DW_AT_decl_file, &found) && found.cu != die->cu) {
        const char *file = dwarf_decl_file(die);
        return file ? debug_file(&gathering->debug, gathering->unit, file) : 0;
    }
    return debug_numbered_file(&gathering->debug, gathering->unit, debug_number(die, DW_AT_decl_file));
}

static void take_function(struct gathering *gathering, Dwarf_Die *die)
{
    struct debug *debug = &gathering->debug;
    struct intern *names = debug->facts->names;
    uint64_t entry;
    if (!entry_of(die, &entry))
        return;
    uint32_t function = map_get(gathering->starts, entry);
    if (function == MAP_NONE)
        return;
    *array_push(&gathering->result->definitions, debug->arena) = (struct object_definition){
        .function = function,
        .name = intern_text(names, dwarf_diename(die)),
        .place = {.file = declared_in(gathering, die),
                  .line = (uint32_t)debug_number(die, DW_AT_decl_line),
                  .column = (uint32_t)debug_number(die, DW_AT_decl_column)},
        .unit = gathering->result->units.count - 1};
}

/* The functions among the children of a DIE; those of C++ stand in namespaces and classes. */
static void take_children(struct gathering *gathering, Dwarf_Die *parent, unsigned depth)
{
    enum { DEEPEST = 16 };
    Dwarf_Die die;
    if (depth == DEEPEST || dwarf_child(parent, &die) != 0)
        return;
    do {
        if (!gathering->debug.steps)
            return;
        gathering->debug.steps--;
        switch (dwarf_tag(&die)) {
        case DW_TAG_subprogram:
            take_function(gathering, &die);
            break;
        case DW_TAG_namespace:
        case DW_TAG_class_type:
        case DW_TAG_structure_type:
            take_children(gathering, &die, depth + 1);
            break;
        default:
            break;
        }
    } while (dwarf_siblingof(&die, &die) == 0);
}

static void take_files(struct gathering *gathering)
{
    struct debug *debug = &gathering->debug;
    Dwarf_Files *files;
    size_t count;
    if (dwarf_getsrcfiles(&gathering->unit->skeleton, &files, &count) != 0)
        return;
    for (size_t i = 0; i < count; i++) {
        const char *name = dwarf_filesrc(files, i, NULL, NULL);
        name_id file =
            name && !strchr(name, '<') ? debug_file(debug, gathering->unit, name) : 0; /* <built-in> */
        if (!file || *intern_get(debug->facts->names, file) != '/' ||
            map_get(gathering->files, file) != MAP_NONE)
            continue;
        map_set(gathering->files, file, 0);
        *array_push(&gathering->result->inputs, debug->arena) = (struct input){file};
    }
}

static void gap(struct gathering *gathering, const char *why)
{
    const struct object_facts *facts = gathering->debug.facts;
    *array_push(&gathering->result->gaps, gathering->debug.arena) =
        (struct gap){.kind = intern_text(facts->names, "debug"),
                     .subject = facts->member ? facts->member : facts->path,
                     .why = intern_text(facts->names, why),
                     .function = NONE};
}

static void take_unit(struct gathering *gathering)
{
    struct debug *debug = &gathering->debug;
    struct debug_unit *unit = gathering->unit;
    struct intern *names = debug->facts->names;
    Dwarf_Attribute attribute;
    *array_push(&gathering->result->units, debug->arena) = (struct object_unit){
        .name = debug_file(debug, unit, dwarf_diename(&unit->die)),
        .directory = intern_text(names, unit->directory),
        .producer = intern_text(names, dwarf_formstring(dwarf_attr(&unit->die, DW_AT_producer, &attribute)))};
    if (unit->missing)
        gap(gathering, "the .dwo file of a unit was not found; its functions have no places");
    take_files(gathering);
    take_children(gathering, &unit->die, 0);
}

void object_debug(const struct object_facts *facts, struct arena *arena, struct object_debug *result)
{
    struct debug_unit unit = {.missing = false};
    struct gathering gathering = {.result = result, .unit = &unit};
    *result = (struct object_debug){.units.items = NULL};
    const char *trouble = debug_open(&gathering.debug, facts, arena);
    if (trouble) {
        gap(&gathering, trouble);
        debug_close(&gathering.debug);
        return;
    }
    gathering.starts = map_new(gathering.debug.scratch);
    gathering.files = map_new(gathering.debug.scratch);
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (facts->functions.items[i].body == i)
            map_set(gathering.starts, facts->functions.items[i].address, i);
    while (debug_next_unit(&gathering.debug, &unit))
        take_unit(&gathering);
    debug_close(&gathering.debug);
}
