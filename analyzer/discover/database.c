/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads compile_commands.json with a JSON library, not with libclang's own reader: that one rejects unknown
 * keys and takes a truncated file for a shorter one.
 */
#include "discover/database.h"
#include "base/text.h"
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DATABASE_BYTES = 256 << 20 };

#define MAKE_ONE "cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, or bear -- make"

/* The text of the file, or NULL with the error said. */
static const char *read_text(struct database *database, const char *shown, size_t *length,
                             struct arena *arena)
{
    struct stat status;
    int failure = stat(database->path, &status) == 0 ? 0 : errno;
    const char *text = NULL;
    database->missing = failure == ENOENT || failure == ENOTDIR;
    if (database->missing)
        database->error = arena_format(arena, "%s: no such file; make one with " MAKE_ONE, shown);
    else if (failure)
        database->error = arena_format(arena, "%s: %s", shown, strerror(failure));
    else if (!S_ISREG(status.st_mode))
        database->error = arena_format(arena, "%s: not a regular file; make one with " MAKE_ONE, shown);
    else if (status.st_size > DATABASE_BYTES)
        database->error =
            arena_format(arena, "%s: larger than %d MiB; split it", shown, DATABASE_BYTES >> 20);
    else if (!(text = text_read_file(database->path, length, arena)))
        database->error = arena_format(arena, "%s: %s", shown, strerror(errno));
    return text;
}

/* A key that must be a text; NULL with the entry's trouble said when it is not, or missing though needed. */
static const char *take_text(const json_t *object, const char *key, bool needed, struct entry *entry,
                             struct arena *arena)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value))
        return arena_text(json_string_value(value), arena);
    if (!entry->trouble && value && !json_is_null(value))
        entry->trouble = arena_format(arena, "\"%s\" is not a text", key);
    else if (!entry->trouble && needed)
        entry->trouble = arena_format(arena, "\"%s\" is missing", key);
    return NULL;
}

static void take_arguments(const json_t *arguments, struct entry *entry, struct arena *arena)
{
    bool texts = json_is_array(arguments);
    for (size_t i = 0; texts && i < json_array_size(arguments); i++) {
        const json_t *word = json_array_get(arguments, i);
        texts = json_is_string(word);
        if (texts)
            words_add(&entry->words, arena_text(json_string_value(word), arena), arena);
    }
    if (!texts && !entry->trouble)
        entry->trouble = "\"arguments\" is not a list of texts";
}

static void take_command(const json_t *object, struct entry *entry, struct arena *arena)
{
    const json_t *arguments = json_object_get(object, "arguments");
    if (arguments) {
        take_arguments(arguments, entry, arena);
    } else if (!json_object_get(object, "command")) {
        if (!entry->trouble)
            entry->trouble = "\"command\" and \"arguments\" are missing";
    } else {
        const char *command = take_text(object, "command", true, entry, arena);
        if (command && !words_split(command, WORDS_SHELL, &entry->words, arena) && !entry->trouble)
            entry->trouble = "a quote in \"command\" is not closed";
    }
    if (!entry->trouble && (!entry->words.count || !entry->words.items[0][0]))
        entry->trouble = "the command is empty";
}

static void take_entry(const json_t *object, const char *folder, struct entry *entry, struct arena *arena)
{
    entry->directory = folder;
    if (!json_is_object(object)) {
        entry->trouble = "the entry is not an object";
        return;
    }
    const char *directory = take_text(object, "directory", true, entry, arena);
    if (directory)
        entry->directory = text_path(folder, directory, arena);
    const char *file = take_text(object, "file", true, entry, arena);
    if (file && *file && directory)
        entry->file = text_path(entry->directory, file, arena);
    else if (file && !*file && !entry->trouble)
        entry->trouble = "\"file\" is empty";
    entry->output = take_text(object, "output", false, entry, arena);
    take_command(object, entry, arena);
    if (!entry->trouble)
        entry->trouble = words_expand(&entry->words, entry->directory, arena);
}

/* The parsed list, to be released by the caller; NULL with the error said. `shown` is the path as the user
 * gave it. */
static json_t *parse(struct database *database, const char *shown, struct arena *arena)
{
    size_t length = 0;
    const char *text = read_text(database, shown, &length, arena);
    if (!text)
        return NULL;
    if (text_starts(text, "\xef\xbb\xbf")) { /* a byte order mark */
        text += 3;
        length -= 3;
    }
    json_error_t error;
    json_t *root = json_loadb(text, length, 0, &error);
    if (!root) {
        database->error = arena_format(arena, "%s:%d: %s; it is damaged: make it again with " MAKE_ONE, shown,
                                       error.line, error.text);
    } else if (!json_is_array(root)) {
        database->error =
            arena_format(arena, "%s:1: not a list of commands; make it again with " MAKE_ONE, shown);
        json_decref(root);
        root = NULL;
    }
    return root;
}

void database_read(const char *build_directory, struct database *database, struct arena *arena)
{
    char here[4096];
    const char *folder = text_path(getcwd(here, sizeof here) ? here : "/", build_directory, arena);
    database->path = text_path(folder, "compile_commands.json", arena);
    bool slash = text_ends(build_directory, "/");
    json_t *root = parse(
        database, arena_format(arena, "%s%scompile_commands.json", build_directory, slash ? "" : "/"), arena);
    for (size_t i = 0; i < json_array_size(root); i++) {
        struct entry *entry = array_push(&database->entries, arena);
        take_entry(json_array_get(root, i), folder, entry, arena);
        if (!entry->file)
            entry->file = arena_format(arena, "%s, entry %zu", database->path, i + 1);
        if (entry->trouble)
            entry->trouble =
                arena_format(arena, "entry %zu of the compilation database: %s", i + 1, entry->trouble);
    }
    json_decref(root);
}
