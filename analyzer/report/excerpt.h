/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of source files, read once each, for the excerpt under a message.
 */
#ifndef SIGVET_REPORT_EXCERPT_H
#define SIGVET_REPORT_EXCERPT_H

#include "base/arena.h"
#include <stdint.h>

struct excerpts;

struct excerpts *excerpts_new(struct arena *arena);

/* The line without its newline, control characters made blanks; NULL when the file or line is not there. */
const char *excerpt_line(struct excerpts *excerpts, const char *file, uint32_t line);

#endif
