/* SPDX-License-Identifier: Apache-2.0
 *
 * What sigvet is measured against: clang that only checks, and clang-tidy with its check of signal handlers, once for
 * each unit of a compilation database.
 */
#include "bench.h"
#include "base/array.h"
#include "base/text.h"
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

/* The unit's own command with clang in place of the compiler, nothing written. */
static char **syntax_only(json_t *entry, const char *clang, struct arena *arena)
{
    ARRAY(char *) words = {0};
    *array_push(&words, arena) = arena_text(clang, arena);
    *array_push(&words, arena) = arena_text("-fsyntax-only", arena);
    *array_push(&words, arena) = arena_text("-w", arena);
    *array_push(&words, arena) = arena_text("-Qunused-arguments", arena);
    json_t *arguments = json_object_get(entry, "arguments");
    char *command = json_is_array(arguments) ? NULL
                                             : arena_text(json_string_value(json_object_get(entry, "command")), arena);
    size_t count = command ? SIZE_MAX : json_array_size(arguments);
    char *rest = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *word = command ? strtok_r(i ? NULL : command, " ", &rest)
                                   : json_string_value(json_array_get(arguments, i));
        if (!word)
            break;
        bool output = strcmp(word, "-o") == 0;
        if (output && command)
            strtok_r(NULL, " ", &rest);
        i += output && !command;
        if (i == 0 || output || strcmp(word, "-c") == 0 || text_starts(word, "-M") || text_starts(word, "-W"))
            continue;
        *array_push(&words, arena) = arena_text(word, arena);
    }
    array_push(&words, arena)[0] = NULL;
    return words.items;
}

double bench_clang(json_t *database, const char *clang, unsigned *failed)
{
    double cpu = 0;
    size_t i;
    json_t *entry;
    json_array_foreach(database, i, entry) {
        struct arena *arena = arena_new();
        struct cost cost = bench_run(syntax_only(entry, clang, arena),
                                     json_string_value(json_object_get(entry, "directory")), NULL, false);
        cpu += cost.cpu;
        *failed += cost.status != 0;
        arena_free(arena);
    }
    return cpu;
}

double bench_tidy(json_t *database, const char *tidy, const char *folder)
{
    double cpu = 0;
    size_t i;
    json_t *entry;
    json_array_foreach(database, i, entry) {
        struct arena *arena = arena_new();
        const char *file = text_path(json_string_value(json_object_get(entry, "directory")),
                                     json_string_value(json_object_get(entry, "file")), arena);
        char *arguments[] = {arena_text(tidy, arena), (char *)"-checks=-*,bugprone-signal-handler", (char *)"--quiet",
                             (char *)"-p", arena_text(folder, arena), arena_text(file, arena), NULL};
        struct cost cost = bench_run(arguments, ".", NULL, false);
        arena_free(arena);
        if (WIFEXITED(cost.status) && WEXITSTATUS(cost.status) == 127)
            return -1;
        cpu += cost.cpu;
    }
    return cpu;
}
