/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing the legacy format. The words of the log are the file's words as they are: header, records and end
 * come from the profile itself.
 */
#include "pprof/legacy.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool legacy_write_words(const uint64_t *words, size_t count, legacy_sink *sink, void *context)
{
    return sink(context, words, count * sizeof *words);
}

bool legacy_write_maps(legacy_sink *sink, void *context)
{
    if (!sink(context, LEGACY_TRAILER, strlen(LEGACY_TRAILER)))
        return false;
    int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return true; /* a profile without names is still one */
    char bytes[4096];
    ssize_t got;
    bool done = true;
    while (done && (got = read(file, bytes, sizeof bytes)) > 0)
        done = sink(context, bytes, (size_t)got);
    close(file);
    return done;
}
