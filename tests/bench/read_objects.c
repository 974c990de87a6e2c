/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the objects that the units of a compilation database are compiled to, as a check does before all else, and
 * nothing more: its cost is the cost of the objects.
 */
#include "bench.h"
#include "base/array.h"
#include "base/intern.h"
#include "base/text.h"
#include "facts/objects.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Where the unit's object goes; NULL: it is not said. */
static const char *output_of(json_t *entry, struct arena *arena)
{
    const char *output = json_string_value(json_object_get(entry, "output"));
    json_t *arguments = json_object_get(entry, "arguments");
    for (size_t i = 0; !output && i + 1 < json_array_size(arguments); i++)
        if (strcmp(json_string_value(json_array_get(arguments, i)), "-o") == 0)
            output = json_string_value(json_array_get(arguments, i + 1));
    return output ? text_path(json_string_value(json_object_get(entry, "directory")), output, arena) : NULL;
}

int bench_read_objects(const char *folder)
{
    struct arena *arena = arena_new();
    json_error_t error;
    json_t *database = json_load_file(text_path(folder, "compile_commands.json", arena), 0, &error), *entry;
    ARRAY(const char *) paths = {0};
    size_t i;
    json_array_foreach(database, i, entry) {
        const char *path = output_of(entry, arena);
        if (path && access(path, R_OK) == 0)
            *array_push(&paths, arena) = path;
    }
    struct object_list *lists = arena_array(paths.count, sizeof *lists, arena);
    struct collect_options how = {.workers = 1};
    collect_objects(paths.items, paths.count, &how, intern_new(arena), arena, lists);
    printf("%u\n", paths.count);
    json_decref(database);
    arena_free(arena);
    return 0;
}
