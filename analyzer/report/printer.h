/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside the text format: findings and gaps are printed by text.c, what stands behind them by summary.c.
 */
#ifndef SIGVET_REPORT_PRINTER_H
#define SIGVET_REPORT_PRINTER_H

#include "report/excerpt.h"
#include "report/report.h"

struct printer {
    const struct judgement *judgement;
    const struct report_options *options;
    FILE *out;
    struct excerpts *excerpts;
};

/* The code when colours are wanted, else "". */
const char *printer_colour(const struct printer *printer, const char *code);

/* A path as the user would write it. */
const char *printer_shown(const struct printer *printer, const char *file);

/* Axioms, handlers, the table of variants, and the counts. */
void printer_end(const struct printer *printer, struct arena *arena);

#endif
