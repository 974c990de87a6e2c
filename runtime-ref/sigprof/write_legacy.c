/* SPDX-License-Identifier: Apache-2.0
 *
 * The legacy form: one record for each stack, one of lost_profile_data for all that is lost, then the
 * mappings in the shape of /proc/self/maps, and the account in lines that readers skip.
 */
#include "pprof/legacy.h"
#include "sigprof/result.h"
#include <stdio.h>
#include <string.h>

static bool account(void *output, const char *line)
{
    return output_write(output, "# sigprof ", 10) && output_write(output, line, strlen(line)) &&
           output_write(output, "\n", 1);
}

static bool write_mapping(const struct mapping *mapping, struct output *output)
{
    char line[128];
    int length = snprintf(line, sizeof line, "%lx-%lx r-xp %08lx 00:00 0 ", mapping->start, mapping->end,
                          mapping->offset);
    return output_write(output, line, (size_t)length) &&
           output_write(output, mapping->file, strlen(mapping->file)) && output_write(output, "\n", 1);
}

bool write_legacy(const struct result *result, struct output *output)
{
    const uint64_t header[5] = {0, 3, 0, 1000000u / result->hz, 0};
    const uint64_t lost[3] = {result_lost(result), 1, (uintptr_t)lost_profile_data};
    const uint64_t end[3] = {0, 1, 0};
    bool good = legacy_write_words(header, 5, output_write, output);
    for (size_t i = 0; i < result->stacks->count && good; i++) {
        const struct collected *stack = &result->stacks->items[i];
        const uint64_t head[2] = {stack->count, stack->depth};
        good = legacy_write_words(head, 2, output_write, output) &&
               legacy_write_words(stack->words, stack->depth, output_write, output);
    }
    if (lost[0] > 0)
        good = good && legacy_write_words(lost, 3, output_write, output);
    good = good && legacy_write_words(end, 3, output_write, output) &&
           output_write(output, LEGACY_TRAILER, strlen(LEGACY_TRAILER));
    for (size_t i = 0; i < result->maps->count && good; i++)
        good = write_mapping(&result->maps->items[i], output);
    return good && result_lines(result, account, output);
}
