/* SPDX-License-Identifier: Apache-2.0
 *
 * A stranger's tables: every line is read or is a bad line.
 */
#include "catalogue/catalogue.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* The first byte chooses the table. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const tables[] = {"posix", "glibc", "registrars", "aliases", "callbacks", "runs", "builtins"};
    char folder[64], file[128];
    if (length < 1)
        return 0;
    snprintf(folder, sizeof folder, "/dev/shm/sigvet-fuzz-%ld", (long)getpid());
    mkdir(folder, 0700);
    snprintf(file, sizeof file, "%s/%s.tbl", folder, tables[bytes[0] % 7]);
    FILE *out = fopen(file, "w");
    if (!out)
        abort();
    fwrite(bytes + 1, 1, length - 1, out);
    fclose(out);
    struct arena *arena = arena_new();
    const char *error = NULL;
    struct catalogue *catalogue = catalogue_load(SIGVET_TABLES_SOURCE, folder, &error, arena);
    struct policy policy;
    catalogue_policy("posix", &policy);
    for (uint32_t i = 0; catalogue && i < catalogue_bad_count(catalogue); i++)
        if (!catalogue_bad(catalogue, i)->why)
            abort();
    if (catalogue)
        (void)catalogue_judge(catalogue, &policy, "printf");
    arena_free(arena);
    unlink(file);
    rmdir(folder);
    return 0;
}
