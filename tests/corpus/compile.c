/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles a case: every unit as its entry in the compilation database says, but those that the file `objects` leaves
 * out; then the programs of the file `programs`. What is there from an earlier run is kept when nothing it depends on has
 * changed: the case's files, the commands and the compiler. Kept objects are made young again, as a build's are.
 */
#include "corpus.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS_PER_COMPILER = 60 };

struct compilation {
    const struct test_case *test;
    const struct build *build;
    const char *folder;
    struct arena *arena;
};

/* ---- what it depends on ---- */

static uint64_t mix(uint64_t key, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        key = (key ^ (unsigned char)bytes[i]) * 0x100000001b3;
    return (key ^ 0xff) * 0x100000001b3;
}

static uint64_t mix_file(uint64_t key, const char *path, struct arena *arena)
{
    size_t length = 0;
    const char *bytes = text_read_file(path, &length, arena);
    return mix(key, bytes ? bytes : "", bytes ? length : 0);
}

/* The compiler by its time and size: a new one makes new objects. */
static uint64_t mix_program(uint64_t key, const char *name, struct arena *arena)
{
    const char *path = getenv("PATH");
    for (const char *at = path ? path : ""; *at; at += strspn(at, ":")) {
        size_t length = strcspn(at, ":");
        struct stat status;
        if (stat(arena_format(arena, "%.*s/%s", (int)length, at, name), &status) == 0) {
            long long facts[] = {status.st_size, status.st_mtim.tv_sec};
            return mix(key, (const char *)facts, sizeof facts);
        }
        at += length;
    }
    return key;
}

static const char *key_of(const struct compilation *compilation)
{
    const struct test_case *test = compilation->test;
    struct arena *arena = compilation->arena;
    uint64_t key = mix(0xcbf29ce484222325, test->directory, strlen(test->directory));
    for (uint32_t i = 0; i < test->files.count; i++)
        key = mix_file(key, arena_format(arena, "%s/%s", test->directory, test->files.items[i]), arena);
    key = mix(key, test->objects, strlen(test->objects));
    key = mix(key, test->programs, strlen(test->programs));
    key = mix_file(key, arena_format(arena, "%s/compile_commands.json", compilation->folder), arena);
    key = mix_program(key, compilation->build->compiler, arena);
    return arena_format(arena, "%016llx\n", (unsigned long long)key);
}

/* ---- running the compiler ---- */

static void become_compiler(const struct compilation *compilation, const char *const *words, const char *output)
{
    int file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0 ||
        chdir(compilation->test->directory) != 0)
        _exit(127);
    setenv("LC_ALL", "C", 1);
    alarm(SECONDS_PER_COMPILER);
    execvp(words[0], (char *const *)words);
    _exit(127);
}

/* The first line with an error in it. */
static const char *first_error(const char *output, struct arena *arena)
{
    const char *said = text_read_file(output, NULL, arena);
    const char *error = said ? strstr(said, "error") : NULL;
    if (!error)
        return "its compiler said nothing";
    while (error > said && error[-1] != '\n')
        error--;
    return arena_copy(error, strcspn(error, "\n"), arena);
}

static const char *run_compiler(const struct compilation *compilation, const char *const *words)
{
    const char *output = arena_format(compilation->arena, "%s/compiler-output", compilation->folder);
    pid_t child = fork();
    if (child == 0)
        become_compiler(compilation, words, output);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return strerror(errno);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return NULL;
    return arena_format(compilation->arena, "it does not compile: %s", first_error(output, compilation->arena));
}

/* ---- units and programs ---- */

/* Does the file `objects` say this of the unit? */
static bool is_said(const struct compilation *compilation, const char *source, const char *word)
{
    const char *line = arena_format(compilation->arena, "%s %s\n", source, word);
    const char *all = arena_format(compilation->arena, "\n%s\n", compilation->test->objects);
    return strstr(all, arena_format(compilation->arena, "\n%s", line));
}

static void make_folder_of(const char *path, struct arena *arena)
{
    char *copy = arena_text(path, arena);
    *strrchr(copy, '/') = '\0';
    mkdir(copy, 0777);
}

static const char *compile_units(const struct compilation *compilation)
{
    const struct test_case *test = compilation->test;
    const char *wrong = NULL;
    for (uint32_t i = 0; i < test->sources.count && !wrong; i++) {
        const char *source = test->sources.items[i];
        const char *object = unit_object(compilation->folder, source, compilation->arena);
        make_folder_of(object, compilation->arena);
        unlink(object);
        if (!is_said(compilation, source, "absent"))
            wrong = run_compiler(compilation,
                                 unit_words(test, compilation->build, source, object, compilation->arena));
    }
    return wrong;
}

/* A line of the file `programs`: its name, its units, flags. */
static const char *link_program(const struct compilation *compilation, const char *const *line)
{
    struct arena *arena = compilation->arena;
    ARRAY(const char *) words = {0};
    *array_push(&words, arena) = compilation->build->compiler;
    for (const char *const *word = build_words(compilation->test, compilation->build, arena); *word; word++)
        *array_push(&words, arena) = *word;
    *array_push(&words, arena) = "-o";
    *array_push(&words, arena) = arena_format(arena, "%s/%s", compilation->folder, line[0]);
    for (const char *const *word = line + 1; *word; word++)
        *array_push(&words, arena) = **word == '-' ? *word : unit_object(compilation->folder, *word, arena);
    *array_push(&words, arena) = NULL;
    return run_compiler(compilation, words.items);
}

/* Links what the file `programs` names, or only makes it young. */
static const char *each_program(const struct compilation *compilation, bool link)
{
    const char *wrong = NULL;
    for (const char *at = compilation->test->programs; *at && !wrong; at += strspn(at, "\n")) {
        const char *line = arena_copy(at, strcspn(at, "\n"), compilation->arena);
        at += strlen(line);
        const char *const *words = split_words(line, compilation->arena);
        if (words[0] && link)
            wrong = link_program(compilation, words);
        else if (words[0])
            utimensat(AT_FDCWD, arena_format(compilation->arena, "%s/%s", compilation->folder, words[0]), NULL, 0);
    }
    return wrong;
}

/* Objects are as old as this run, but those that are to be stale: older than any file. */
static bool set_times(const struct compilation *compilation)
{
    static const struct timespec long_ago[2] = {{.tv_sec = 86400}, {.tv_sec = 86400}};
    bool all = true;
    for (uint32_t i = 0; i < compilation->test->sources.count; i++) {
        const char *source = compilation->test->sources.items[i];
        const char *object = unit_object(compilation->folder, source, compilation->arena);
        bool stale = is_said(compilation, source, "stale"), absent = is_said(compilation, source, "absent");
        all &= absent || utimensat(AT_FDCWD, object, stale ? long_ago : NULL, 0) == 0;
        if (!stale) /* what -MD made beside it */
            utimensat(AT_FDCWD, arena_format(compilation->arena, "%.*sd", (int)strlen(object) - 1, object), NULL, 0);
    }
    return all;
}

const char *case_compile(const struct test_case *test, const struct build *build, const char *folder,
                         struct arena *arena)
{
    struct compilation compilation = {test, build, folder, arena};
    const char *key = key_of(&compilation);
    const char *path = arena_format(arena, "%s/key", folder);
    const char *old = text_read_file(path, NULL, arena);
    if (old && strcmp(old, key) == 0 && set_times(&compilation))
        return each_program(&compilation, false);
    unlink(path);
    const char *wrong = compile_units(&compilation);
    if (!wrong)
        wrong = each_program(&compilation, true);
    FILE *file = wrong ? NULL : fopen(path, "w");
    if (file) {
        fputs(key, file);
        fclose(file);
    }
    if (!wrong && !set_times(&compilation))
        wrong = "an object is not there";
    return wrong;
}
