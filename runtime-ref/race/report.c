/* SPDX-License-Identifier: Apache-2.0
 *
 * A race in words, once for each pair of places. Runs on the system stack of an own thread, outside any
 * handler.
 */
#include "race/race.h"
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

enum { REPORTS = 64 };

static struct {
    uintptr_t now, earlier;
} reported[REPORTS];
static unsigned report_count;

unsigned race_reports(void)
{
    return report_count;
}

/* A pc is a function's beginning, or a return address: then it may already be the next function's. */
static const char *name_of(uintptr_t pc)
{
    Dl_info info;
    if (pc && dladdr((void *)pc, &info) && info.dli_saddr == (void *)pc)
        return info.dli_sname;
    if (pc && dladdr((void *)(pc - 1), &info) && info.dli_sname)
        return info.dli_sname;
    return "?";
}

void race_report(const struct race_access *now, uintptr_t earlier_pc, bool earlier_write,
                 unsigned earlier_context)
{
    for (unsigned i = 0; i < report_count && i < REPORTS; i++)
        if (reported[i].now == now->pc && reported[i].earlier == earlier_pc)
            return;
    if (report_count < REPORTS) {
        reported[report_count].now = now->pc;
        reported[report_count].earlier = earlier_pc;
    }
    report_count++;
    const struct race_context *context = now->context;
    uintptr_t caller = now->caller;
    if (!caller && context->depth > 0 && context->depth <= RACE_FRAMES)
        caller = context->frames[context->depth - 1];
    char text[512];
    int length =
        snprintf(text, sizeof text, "race: %s by context %u in %s <- %s, after a %s by context %u in %s\n",
                 now->write ? "write" : "read", context->id, name_of(now->pc), name_of(caller),
                 earlier_write ? "write" : "read", earlier_context, name_of(earlier_pc));
    if (length > 0 && write(STDERR_FILENO, text, (size_t)length) < 0)
        return;
}
