/* SPDX-License-Identifier: Apache-2.0
 *
 * The log: one file, reopened when somebody has moved it away.
 */
#include "daemon.h"
#include <stdio.h>

static const char *log_path;
static FILE *log_file;

void log_open(const char *path)
{
    log_path = path;
    log_file = fopen(log_path, "a");
}

void log_reopen(void)
{
    if (log_file)
        fclose(log_file);
    log_file = fopen(log_path, "a");
    log_line("log reopened");
}

void log_line(const char *text)
{
    if (log_file)
        fprintf(log_file, "daemon: %s\n", text);
}
