/* SPDX-License-Identifier: Apache-2.0
 *
 * Of make's syntax what compilers write: rules with continued lines, escaped blanks, '$$', '\#', and comments.
 */
#include "discover/depfile.h"
#include "base/text.h"
#include <string.h>
#include <sys/stat.h>

#define DEPFILE_BYTES ((off_t)64 << 20)

/* ---- where it is ---- */

static void add_place(struct words *places, const struct unit *unit, const char *name, struct arena *arena)
{
    const char *path = text_path(unit->directory, name, arena);
    for (uint32_t i = 0; i < places->count; i++)
        if (strcmp(places->items[i], path) == 0)
            return;
    words_add(places, path, arena);
    if (text_ends(path, ".Tpo")) { /* automake renames it when the compiler is done; with libtool to .Plo */
        int length = (int)strlen(path) - 4;
        words_add(places, arena_format(arena, "%.*s.Po", length, path), arena);
        words_add(places, arena_format(arena, "%.*s.Plo", length, path), arena);
    }
}

/* The file that -Wp,-MD,FILE or -Wp,-MMD,FILE or -Wp,-MF,FILE names; NULL: none. */
static const char *preprocessor_place(const char *word, struct arena *arena)
{
    static const char *const options[] = {",-MD,", ",-MMD,", ",-MF,"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const char *at = strstr(word, options[i]);
        if (at && at[strlen(options[i])])
            return arena_copy(at + strlen(options[i]), strcspn(at + strlen(options[i]), ","), arena);
    }
    return NULL;
}

void depfile_places(const struct unit *unit, struct words *places, struct arena *arena)
{
    const char *named = NULL;
    bool made = false;
    for (const char *const *word = unit->arguments; word && *word; word++) {
        const char *wrapped = text_starts(*word, "-Wp,") ? preprocessor_place(*word, arena) : NULL;
        if (wrapped)
            named = wrapped;
        else if (strcmp(*word, "-MF") == 0 && word[1])
            named = *++word;
        else if (text_starts(*word, "-MF") && (*word)[3])
            named = *word + 3;
        else
            made |= strcmp(*word, "-MD") == 0 || strcmp(*word, "-MMD") == 0;
    }
    if (named)
        add_place(places, unit, named, arena);
    if (!unit->object)
        return;
    const char *base = text_basename(unit->object);
    const char *dot = strrchr(base, '.');
    int folder = (int)(base - unit->object), stem = (int)(dot ? (size_t)(dot - base) : strlen(base));
    if (made && !named)
        add_place(places, unit, arena_format(arena, "%.*s.d", folder + stem, unit->object), arena);
    add_place(places, unit, arena_format(arena, "%s.d", unit->object), arena);
    add_place(places, unit, arena_format(arena, "%.*s.deps/%.*s.Po", folder, unit->object, stem, base), arena);
    if (folder >= 6 && strncmp(base - 6, ".libs/", 6) == 0)
        add_place(places, unit, arena_format(arena, "%.*s.deps/%.*s.Plo", folder - 6, unit->object, stem, base),
                  arena);
}

/* ---- what is in it ---- */

struct reader {
    const char *at;
    const char *end;
    char *word; /* room for one */
};

static bool at_newline(const struct reader *reader, const char *at)
{
    return at < reader->end && (*at == '\n' || (*at == '\r' && at + 1 < reader->end && at[1] == '\n'));
}

/* Skips blanks and continued lines. */
static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->end) {
        if (*reader->at == ' ' || *reader->at == '\t')
            reader->at++;
        else if (*reader->at == '\\' && at_newline(reader, reader->at + 1))
            reader->at += reader->at[1] == '\r' ? 3 : 2;
        else
            break;
    }
}

/* Backslashes and what they take the meaning from; gives the length of the word after them. */
static size_t take_backslashes(struct reader *reader, size_t length, bool *ends)
{
    const char *at = reader->at;
    size_t count = 0;
    while (at < reader->end && *at == '\\') {
        at++;
        count++;
    }
    char next = at < reader->end ? *at : '\0';
    bool blank = next == ' ' || next == '\t';
    size_t kept = blank ? count / 2 : next == '#' || next == ':' || at_newline(reader, at) ? count - 1 : count;
    memset(reader->word + length, '\\', kept);
    length += kept;
    *ends = blank ? count % 2 == 0 : at_newline(reader, at);
    if (!*ends && (blank || next == '#' || next == ':')) {
        reader->word[length++] = next;
        at++;
    }
    reader->at = at_newline(reader, at) ? at - 1 : at;
    return length;
}

/* The next word of the line, or its length 0; a ':' that ends targets ends a word. */
static size_t take_word(struct reader *reader, bool targets)
{
    size_t length = 0;
    bool ends = false;
    skip_blanks(reader);
    while (!ends && reader->at < reader->end && !at_newline(reader, reader->at)) {
        char c = *reader->at;
        char next = reader->at + 1 < reader->end ? reader->at[1] : '\n';
        if (c == ' ' || c == '\t' || (targets && c == ':' && strchr(" \t\r\n:\\", next)))
            break;
        if (c == '\\') {
            length = take_backslashes(reader, length, &ends);
            continue;
        }
        reader->at += c == '$' && next == '$' ? 2 : 1;
        reader->word[length++] = c;
    }
    return length;
}

void depfile_parse(const char *text, size_t length, struct words *files, struct arena *arena)
{
    struct reader reader = {.at = text, .end = text + length, .word = arena_alloc(length + 1, arena)};
    while (reader.at < reader.end) {
        skip_blanks(&reader);
        if (reader.at < reader.end && *reader.at == '#') {
            while (reader.at < reader.end && !at_newline(&reader, reader.at))
                reader.at++;
        }
        bool targets = true;
        while (reader.at < reader.end && !at_newline(&reader, reader.at)) {
            const char *before = reader.at;
            size_t size = take_word(&reader, targets);
            if (size && !targets && !(size == 1 && reader.word[0] == '|'))
                words_add(files, arena_copy(reader.word, size, arena), arena);
            if (targets && reader.at < reader.end && *reader.at == ':') {
                targets = false;
                while (reader.at < reader.end && *reader.at == ':')
                    reader.at++;
            }
            skip_blanks(&reader);
            if (reader.at == before)
                reader.at++;
        }
        while (reader.at < reader.end && (*reader.at == '\n' || *reader.at == '\r'))
            reader.at++;
    }
}

bool depfile_read(const char *path, struct depfile *depfile, struct arena *arena)
{
    struct stat status;
    *depfile = (struct depfile){0};
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > DEPFILE_BYTES)
        return false;
    depfile->mtime_ns = (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
    size_t length = 0;
    const char *text = text_read_file(path, &length, arena);
    if (text)
        depfile_parse(text, length, &depfile->files, arena);
    return depfile->files.count != 0;
}
