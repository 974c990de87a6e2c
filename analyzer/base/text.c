/* SPDX-License-Identifier: Apache-2.0
 *
 * Growing texts, paths folded as the shell would read them, and whole files.
 */
#include "base/text.h"
#include "base/fault.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void make_room(struct text *text, size_t more)
{
    if (more < text->capacity - text->length)
        return;
    size_t capacity = text->capacity ? text->capacity : 128;
    while (capacity - text->length <= more)
        capacity *= 2;
    char *bytes = arena_alloc(capacity, text->arena);
    if (text->length)
        memcpy(bytes, text->bytes, text->length);
    text->bytes = bytes;
    text->capacity = capacity;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    make_room(text, length);
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *piece)
{
    text_add_bytes(text, piece, strlen(piece));
}

void text_vformat(struct text *text, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        fatal("cannot format a text");
    make_room(text, (size_t)length);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    va_end(again);
    text->length += (size_t)length;
}

void text_format(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    text_vformat(text, format, arguments);
    va_end(arguments);
}

const char *text_get(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

bool text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
    size_t length = strlen(text), tail = strlen(suffix);
    return length >= tail && memcmp(text + length - tail, suffix, tail) == 0;
}

const char *text_basename(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Appends one component of a path to out, which has room for it; ".." takes the last one away again. */
static size_t add_component(char *out, size_t length, const char *component, size_t size)
{
    if (size == 0 || (size == 1 && component[0] == '.'))
        return length;
    bool up = size == 2 && component[0] == '.' && component[1] == '.';
    bool rooted = out[0] == '/';
    if (up && length > (rooted ? 1U : 0U)) {
        size_t start = length;
        while (start > 0 && out[start - 1] != '/')
            start--;
        if (strncmp(out + start, "..", length - start) != 0 || length - start != 2)
            return start > 1 ? start - 1 : start;
    }
    if (up && rooted)
        return length;
    if (length && out[length - 1] != '/')
        out[length++] = '/';
    memcpy(out + length, component, size);
    return length + size;
}

char *text_path(const char *directory, const char *path, struct arena *arena)
{
    bool absolute = path[0] == '/';
    size_t room = strlen(path) + (absolute ? 0 : strlen(directory)) + 4;
    char *out = arena_alloc(room, arena);
    size_t length = 0;
    if (absolute || directory[0] == '/')
        out[length++] = '/';
    const char *parts[2] = {absolute ? "" : directory, path};
    for (int part = 0; part < 2; part++) {
        const char *at = parts[part];
        while (*at) {
            size_t size = strcspn(at, "/");
            length = add_component(out, length, at, size);
            at += size;
            at += *at == '/';
        }
    }
    if (!length)
        out[length++] = '.';
    out[length] = '\0';
    return out;
}

char *text_read_file(const char *path, size_t *length, struct arena *arena)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return NULL;
    struct stat status;
    char *bytes = NULL;
    if (fstat(file, &status) != 0 || S_ISDIR(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : errno;
        goto close_file;
    }
    struct text content = {.arena = arena};
    make_room(&content, status.st_size > 0 ? (size_t)status.st_size : 1);
    for (;;) {
        make_room(&content, 4096);
        ssize_t got = read(file, content.bytes + content.length, content.capacity - content.length - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            goto close_file;
        if (got == 0)
            break;
        content.length += (size_t)got;
    }
    content.bytes[content.length] = '\0';
    bytes = content.bytes;
    if (length)
        *length = content.length;
close_file:
    close(file);
    return bytes;
}
