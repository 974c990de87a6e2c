/* SPDX-License-Identifier: Apache-2.0
 *
 * Written beside its place and renamed when it is whole. A path that names something else than a regular
 * file (/dev/stdout, a pipe) is written to as it is.
 */
#include "sigprof/result.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct output *output, int error)
{
    if (output->error == 0)
        output->error = error;
    return false;
}

bool output_open(struct output *output, const char *path)
{
    struct stat there;
    *output = (struct output){.path = path};
    int flags = O_WRONLY | O_CLOEXEC | O_NOCTTY;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
        output->file = open(path, flags);
    } else {
        int length = snprintf(output->temporary, sizeof output->temporary, "%s.%d.part", path, (int)getpid());
        if (length < 0 || (size_t)length >= sizeof output->temporary) {
            output->file = -1;
            return fail(output, ENAMETOOLONG);
        }
        output->file = open(output->temporary, flags | O_CREAT | O_TRUNC, 0666);
    }
    return output->file >= 0 || fail(output, errno);
}

bool output_write(void *context, const void *bytes, size_t size)
{
    struct output *output = context;
    const char *at = bytes;
    while (size > 0) {
        ssize_t written = write(output->file, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fail(output, written < 0 ? errno : EIO);
        at += written;
        size -= (size_t)written;
    }
    return true;
}

bool output_close(struct output *output)
{
    if (output->file >= 0 && close(output->file) != 0)
        fail(output, errno);
    if (output->temporary[0] != '\0') {
        if (output->error == 0 && rename(output->temporary, output->path) != 0)
            fail(output, errno);
        if (output->error != 0)
            unlink(output->temporary);
    }
    return output->error == 0;
}
