/* SPDX-License-Identifier: Apache-2.0
 *
 * The account of a profile in words.
 */
#include "sigprof/result.h"
#include <stdio.h>

static const char *const reasons[LOSSES] = {
    [LOSS_LOG] = "log full",     [LOSS_LOCK] = "lock busy",
    [LOSS_OVERRUN] = "overrun",  [LOSS_UNDELIVERED] = "not delivered",
    [LOSS_MEMORY] = "no memory",
};

uint64_t result_lost(const struct result *result)
{
    uint64_t lost = 0;
    for (int why = 0; why < LOSSES; why++)
        lost += result->lost[why];
    return lost;
}

bool result_lines(const struct result *result, result_line *visit, void *context)
{
    char line[128];
    snprintf(line, sizeof line, "ticks: %lu", result->ticks);
    bool good = visit(context, line);
    snprintf(line, sizeof line, "samples: %lu", result->samples);
    good = good && visit(context, line);
    for (int why = 0; why < LOSSES && good; why++) {
        snprintf(line, sizeof line, "lost, %s: %lu", reasons[why], result->lost[why]);
        good = visit(context, line);
    }
    snprintf(line, sizeof line, "samples of an unreadable stack: %lu", result->unreadable);
    good = good && visit(context, line);
    snprintf(line, sizeof line, "threads without a timer: %lu", result->without_timer);
    good = good && visit(context, line);
    snprintf(line, sizeof line, "signals of others: %lu", result->strange);
    good = good && visit(context, line);
    snprintf(line, sizeof line, "cpu time of the process: %lu.%03lu s", result->cpu / 1000000000,
             result->cpu / 1000000 % 1000);
    good = good && visit(context, line);
    snprintf(line, sizeof line, "timer: %s, %u Hz", result->by_process ? "process" : "thread", result->hz);
    good = good && visit(context, line);
    if (result->replaced)
        good = good && visit(context, "incomplete: the handler was replaced behind our back");
    if (result->maps_missing)
        good = good && visit(context, "incomplete: not all mappings could be read");
    return good;
}
