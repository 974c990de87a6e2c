/* SPDX-License-Identifier: Apache-2.0
 *
 * Tells a judgement. A format is one file and one line in formats.def.
 */
#ifndef SIGVET_REPORT_REPORT_H
#define SIGVET_REPORT_REPORT_H

#include "judge/finding.h"
#include <stdio.h>

struct report_options {
    bool colour;
    int verbosity;        /* -1 quiet: findings only, no summary; 0; 1: every finding and gap, notes, axioms */
    const char *base;     /* paths below this folder are shown relative to it; "" : as they are */
    const char *database; /* that has the findings, too; NULL: none */
};

struct report_format {
    const char *name;
    const char *summary;
    void (*write)(const struct judgement *judgement, const struct report_options *options, FILE *out);
};

/* NULL: no such format. */
const struct report_format *report_format(const char *name);
const struct report_format *const *report_formats(void); /* NULL behind */

#endif
