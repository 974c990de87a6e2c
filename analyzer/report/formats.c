/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of formats, from formats.def.
 */
#include "report/report.h"
#include <string.h>

#define FORMAT(name) extern const struct report_format report_format_##name;
#include "report/formats.def"
#undef FORMAT

const struct report_format *const *report_formats(void)
{
    static const struct report_format *const all[] = {
#define FORMAT(name) &report_format_##name,
#include "report/formats.def"
#undef FORMAT
        NULL,
    };
    return all;
}

const struct report_format *report_format(const char *name)
{
    for (const struct report_format *const *format = report_formats(); *format; format++)
        if (strcmp((*format)->name, name) == 0)
            return *format;
    return NULL;
}
