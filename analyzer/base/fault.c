/* SPDX-License-Identifier: Apache-2.0
 *
 * The one way out when the host fails.
 */
#include "base/fault.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

noreturn void fatal(const char *format, ...)
{
    int reason = errno;
    fflush(stdout);
    fputs("sigvet: ", stderr);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    size_t length = strlen(format);
    if (length && format[length - 1] == ':')
        fprintf(stderr, " %s", strerror(reason));
    fputc('\n', stderr);
    _Exit(EXIT_HOST);
}
