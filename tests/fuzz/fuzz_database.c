/* SPDX-License-Identifier: Apache-2.0
 *
 * A stranger's compilation database: units, troubles or one error.
 */
#include "discover/unit.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char folder[64], file[128];
    snprintf(folder, sizeof folder, "/dev/shm/sigvet-fuzz-%ld", (long)getpid());
    mkdir(folder, 0700);
    snprintf(file, sizeof file, "%s/compile_commands.json", folder);
    FILE *out = fopen(file, "w");
    if (!out)
        abort();
    fwrite(bytes, 1, length, out);
    fclose(out);
    struct arena *arena = arena_new();
    struct discover_options options = {.build_directory = folder, .scratch = folder};
    struct units *units = discover_units(&options, arena);
    for (uint32_t i = 0; i < units->items.count; i++)
        if (!units->items.items[i].file || (!units->items.items[i].parse && !units->items.items[i].trouble))
            abort();
    arena_free(arena);
    unlink(file);
    rmdir(folder);
    return 0;
}
