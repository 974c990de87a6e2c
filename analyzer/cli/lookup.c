/* SPDX-License-Identifier: Apache-2.0
 *
 * The look-up of ld.so: the program's exported names, then its libraries in their order, the first that has the name in the
 * version that is asked for. Before that, for code that was linked into the program, what the linker took from archives.
 */
#include "cli/lookup.h"
#include <string.h>

struct search {
    struct images *images;
    const struct catalogue *catalogue;
    const struct asking_code *code;
    const char *name;
    const char *version;
    struct looked_up *found;
    uint32_t count;
    uint32_t most;
};

static void add(struct search *search, struct looked_up found)
{
    for (uint32_t i = 0; i < search->count; i++) {
        struct looked_up *known = &search->found[i];
        if (known->image == found.image && known->address == found.address && known->missing == found.missing) {
            known->in_program |= found.in_program;
            return;
        }
    }
    if (search->count < search->most)
        search->found[search->count++] = found;
}

/* ---- names that the tables have ---- */

/* On a list, a registrar, or what a compiler calls: as a rule the C library's or a compiler's own. */
static bool is_listed(const struct search *search)
{
    const struct hidden *row;
    return catalogue_knows(search->catalogue, search->name) || catalogue_registrar(search->catalogue, search->name) ||
           catalogue_hidden(search->catalogue, search->name, COMPILER_UNKNOWN, &row, 1);
}

static bool is_in_c_library(const struct search *search, uint32_t root)
{
    const struct image *known = &search->images->items.items[root];
    for (uint32_t i = 0; i < known->scope.count; i++) {
        uint32_t image = known->scope.items[i];
        const struct object_dynamic *tables = images_tables(search->images, image);
        if (search->images->items.items[image].outside && dynamic_definition(tables, search->name, NULL, true))
            return true;
    }
    return false;
}

/* A sanitizer's run time stands before the C library: what it does with each name is its rows' business. */
static bool has_sanitizer(struct object_dynamic *tables)
{
    static const char *const marks[] = {"__asan_init", "__hwasan_init", "__msan_init", "__tsan_init", "__dfsan_init"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (dynamic_definition(tables, marks[i], NULL, false))
            return true;
    return false;
}

/*
 * A listed name that another library has too: where the C library also has it, that one stands before it and is what runs;
 * where it has not, the row speaks of that other library.
 */
static bool is_judged_by_name(const struct search *search, uint32_t root, struct object_dynamic *tables)
{
    return is_listed(search) && (!is_in_c_library(search, root) || has_sanitizer(tables));
}

/* ---- one root ---- */

/* What the linker took from an archive when it made the root, if the asking code is in the root. */
static bool find_inside(struct search *search, uint32_t root)
{
    struct object_dynamic *tables = images_tables(search->images, root);
    bool listed = is_listed(search);
    if (!listed)
        dynamic_read_internal(tables, search->images->arena);
    const struct dynamic_symbol *symbol = dynamic_definition(tables, search->name, NULL, listed);
    if (!symbol)
        return false;
    if (!is_judged_by_name(search, root, tables))
        add(search, (struct looked_up){.image = root, .address = symbol->address});
    return true;
}

static bool find_exported(struct search *search, uint32_t root, uint32_t image)
{
    struct object_dynamic *tables = images_tables(search->images, image);
    const struct dynamic_symbol *symbol = dynamic_definition(tables, search->name, search->version, true);
    const struct image *known = &search->images->items.items[image];
    if (!symbol)
        return false;
    if (!known->outside && !is_judged_by_name(search, root, tables))
        add(search, (struct looked_up){
                        .image = image, .address = symbol->address, .in_program = known->program != NONE || image == root});
    return true;
}

static bool find_in_root(struct search *search, uint32_t root)
{
    uint32_t asker = search->code->asker;
    bool inside = asker == NONE || asker == root;
    const struct object_dynamic *tables = images_tables(search->images, inside ? root : asker);
    images_search(search->images, root);
    search->version = dynamic_wanted(tables, search->name);
    if (!inside && tables->symbolic && find_exported(search, root, asker))
        return true;
    const struct image *known = &search->images->items.items[root];
    for (uint32_t i = 0; i < known->scope.count; i++)
        if (!i && inside ? find_inside(search, root) : find_exported(search, root, known->scope.items[i]))
            return true;
    return false;
}

/* Files that --library names. */
static bool find_named(struct search *search, uint32_t root)
{
    for (uint32_t i = 0; i < search->images->named.count; i++) {
        uint32_t image = search->images->named.items[i];
        struct object_dynamic *tables = images_tables(search->images, image);
        const struct dynamic_symbol *symbol = dynamic_definition(tables, search->name, search->version, true);
        if (!symbol)
            continue;
        bool judged = root == NONE ? is_listed(search) : is_judged_by_name(search, root, tables);
        if (!judged)
            add(search, (struct looked_up){.image = image, .address = symbol->address});
        return true;
    }
    return false;
}

/* ---- all of it ---- */

/* A library that some file in the scope needs and that is not there, or that cannot be read. */
static const char *missing_in(struct search *search, uint32_t root)
{
    const struct image *known = &search->images->items.items[root];
    for (uint32_t i = 0; i < known->scope.count; i++) {
        const struct image *image = &search->images->items.items[known->scope.items[i]];
        if (image->missing.count)
            return image->missing.items[0];
        if (image->dynamic->trouble)
            return image->path;
    }
    return NULL;
}

static void find_from(struct search *search, uint32_t root)
{
    bool archive = search->code->asker != NONE &&
                   images_tables(search->images, search->code->asker)->kind == OBJECT_RELOCATABLE;
    if (archive) /* linked with the units: what these define comes first */
        add(search, (struct looked_up){.image = NONE, .in_program = true});
    if (archive && find_named(search, root))
        return;
    if (find_in_root(search, root) || find_named(search, root) || is_listed(search))
        return;
    const char *missing = missing_in(search, root);
    if (missing)
        add(search, (struct looked_up){.image = NONE, .missing = missing});
}

uint32_t lookup_name(struct images *images, const struct catalogue *catalogue, const struct asking_code *code,
                     const char *name, struct looked_up *found, uint32_t most)
{
    struct search search = {
        .images = images, .catalogue = catalogue, .code = code, .name = name, .found = found, .most = most};
    for (uint32_t i = 0; i < code->root_count; i++)
        find_from(&search, code->roots[i]);
    if (!code->root_count && code->asker != NONE)
        add(&search, (struct looked_up){.image = NONE, .in_program = true});
    if (!code->root_count)
        find_named(&search, NONE);
    return search.count;
}
