/* SPDX-License-Identifier: Apache-2.0
 *
 * The three classes of failure. A bug is an assert. The host (memory, disk, database) is fatal: one line on standard
 * error, exit 3; only base, store and cli call it. Bad input is neither: it becomes a gap (facts/fact.h).
 */
#ifndef SIGVET_BASE_FAULT_H
#define SIGVET_BASE_FAULT_H

#include <stdnoreturn.h>

/* What sigvet's exit codes mean; nothing else is ever returned. */
enum exit_code {
    EXIT_CLEAN = 0,    /* nothing to fail on */
    EXIT_FINDINGS = 1, /* something that --fail-on names */
    EXIT_USAGE = 2,    /* the command line is wrong */
    EXIT_HOST = 3,     /* could not finish */
};

/* Prints "sigvet: MESSAGE" and ends the process with EXIT_HOST; a trailing ':' appends the text of errno. */
noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
