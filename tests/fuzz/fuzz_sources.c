/* SPDX-License-Identifier: Apache-2.0
 *
 * A stranger's source, header and depfile: whatever the bytes, they are read to their end.
 */
#include "discover/depfile.h"
#include "discover/operands.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new();
    const char *text = arena_copy((const char *)bytes, length, arena);
    struct scanner *scanner = scanner_new(intern_new(arena), arena);
    struct scan scans[2] = {0};
    for (int whole = 0; whole < 2; whole++)
        scan_text(scanner, text, length, whole, &scans[whole]);
    uint32_t count = intern_count(scanner->names);
    struct pasting *pasting = arena_alloc(sizeof *pasting, arena);
    uint64_t *all = arena_array(count / 64 + 1, sizeof *all, arena);
    for (name_id name = 1; name < count; name++) {
        all[name / 64] |= (uint64_t)1 << (name % 64);
        filter_add(&pasting->filter, intern_get(scanner->names, name));
    }
    pasting->bits = all;
    pasting->count = count;
    operands_find(scanner, text, length, pasting, &scans[0]);
    /* Whatever a header mentions, it also mentions as a whole. */
    for (uint32_t i = 0; i < scans[0].mentions.count; i++) {
        bool found = false;
        for (uint32_t k = 0; !found && k < scans[1].mentions.count; k++)
            found = scans[0].mentions.items[i] == scans[1].mentions.items[k];
        if (!found)
            abort();
    }
    struct words files = {0};
    depfile_parse(text, length, &files, arena);
    arena_free(arena);
    return 0;
}
