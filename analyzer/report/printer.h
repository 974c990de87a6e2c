/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside the text format: findings are printed by text.c, gaps by gaps.c, what stands behind them by summary.c,
 * handlers.c and matrix.c.
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

struct printer_variants {
    ARRAY(const char *) names;
};

/* The code when colours are wanted, else "". */
const char *printer_colour(const struct printer *printer, const char *code);

/* A path as the user would write it. */
const char *printer_shown(const struct printer *printer, const char *file);

/* The place, where it is known, as compilers print it. */
void printer_spot(const struct printer *printer, const struct spot *spot);

/* What was not seen. */
void printer_gaps(const struct printer *printer);

/* Each handler with its verdict. */
void printer_handlers(const struct printer *printer, struct arena *arena);

/* Axioms, handlers, the table of variants, and the counts. */
void printer_end(const struct printer *printer, struct arena *arena);

/* The table of handlers and variants; nothing when there are no handlers. */
void printer_matrix(const struct printer *printer, const struct printer_variants *variants, struct arena *arena);

#endif
