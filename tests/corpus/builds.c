/* SPDX-License-Identifier: Apache-2.0
 *
 * The builds in which a case is seen. From source alone: as gcc and as clang compile it. Compiled: the lines of the
 * case's file `builds`, or gcc -O0 and clang-19 -O2. A bracket behind an annotation says in which of them it holds.
 */
#include "corpus.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a glob in the place of a compiler means, and `all`. */
static const char *const compilers[] = {"gcc-12", "clang-14", "clang-19"};
static const char *const levels[] = {"-O0", "-O2"};

static const char usual_builds[] = "gcc -O0\nclang-19 -O2\n";

#ifdef __aarch64__
static const char host_machine[] = "aarch64";
#else
static const char host_machine[] = "x86-64";
#endif

static bool is_installed(const char *program)
{
    const char *path = getenv("PATH");
    for (const char *at = path ? path : ""; *at; at += strspn(at, ":")) {
        char file[4096];
        size_t length = strcspn(at, ":");
        if (length + strlen(program) + 2 < sizeof file) {
            memcpy(file, at, length);
            file[length] = '/';
            strcpy(file + length + 1, program);
            if (access(file, X_OK) == 0)
                return true;
        }
        at += length;
    }
    return false;
}

static bool allows(const struct test_case *test, bool clang)
{
    return !*test->compilers || strstr(test->compilers, clang ? "clang" : "gcc");
}

static bool is_level(const char *word)
{
    return text_starts(word, "-O");
}

/* Adds the build, unless the case has it already, the user does not want it or nobody can make it. */
static void add_build(const struct settings *settings, const struct test_case *test, struct build build,
                      struct builds *builds, struct arena *arena)
{
    if (settings->builds && fnmatch(settings->builds, build.label, 0) != 0)
        return;
    if (!allows(test, build.clang))
        return;
    for (uint32_t i = 0; i < builds->items.count; i++)
        if (strcmp(builds->items.items[i].label, build.label) == 0)
            return;
    if (build.compiled && !is_installed(build.compiler))
        *array_push(&builds->absent, arena) = build.compiler;
    else
        *array_push(&builds->items, arena) = build;
}

static void add_sources(const struct settings *settings, const struct test_case *test, struct builds *builds,
                        struct arena *arena)
{
    const char *const *flags = split_words("", arena);
    add_build(settings, test, (struct build){"gcc", "gcc", flags, false, false}, builds, arena);
    if (settings->clang)
        add_build(settings, test, (struct build){"clang", settings->clang, flags, true, false}, builds, arena);
}

static void add_compiled(const struct settings *settings, const struct test_case *test, const char *compiler,
                         const char *level, const char *const *rest, struct builds *builds, struct arena *arena)
{
    struct text label = {.arena = arena};
    ARRAY(const char *) flags = {0};
    text_format(&label, "%s", compiler);
    for (bool first = true; first || *rest; first = false) {
        const char *word = first ? level : *rest++;
        if (!word)
            continue;
        text_format(&label, " %s", word);
        *array_push(&flags, arena) = word;
    }
    *array_push(&flags, arena) = NULL;
    bool clang = strstr(compiler, "clang");
    add_build(settings, test, (struct build){text_get(&label), compiler, flags.items, clang, true}, builds, arena);
}

/* A line of a file `builds`: COMPILER, or a glob, or all; the level, or both of them; flags. */
static void add_line(const struct settings *settings, const struct test_case *test, const char *const *words,
                     struct builds *builds, struct arena *arena)
{
    const char *which = strcmp(words[0], "all") == 0 ? "*" : words[0];
    bool leveled = words[1] && is_level(words[1]);
    for (size_t l = 0; l < (leveled ? 1 : sizeof levels / sizeof *levels); l++) {
        const char *level = leveled ? NULL : levels[l];
        if (!strchr(which, '*'))
            add_compiled(settings, test, which, level, words + 1, builds, arena);
        for (size_t c = 0; strchr(which, '*') && c < sizeof compilers / sizeof *compilers; c++)
            if (fnmatch(which, compilers[c], 0) == 0)
                add_compiled(settings, test, compilers[c], level, words + 1, builds, arena);
    }
}

void builds_find(const struct settings *settings, const struct test_case *test, struct builds *builds,
                 struct arena *arena)
{
    bool source = !test->builds;
    const char *lines = test->builds ? test->builds : usual_builds;
    for (const char *at = lines; *at; at += strspn(at, "\n")) {
        const char *const *words = split_words(arena_copy(at, strcspn(at, "\n"), arena), arena);
        at += strcspn(at, "\n");
        if (words[0] && strcmp(words[0], "source") == 0)
            source = true;
        else if (words[0] && settings->compiled)
            add_line(settings, test, words, builds, arena);
    }
    if (source && !settings->compiled)
        add_sources(settings, test, builds, arena);
}

/* The build's level takes the place of the case's own. */
const char *const *build_words(const struct test_case *test, const struct build *build, struct arena *arena)
{
    ARRAY(const char *) words = {0};
    bool leveled = false;
    for (const char *const *word = build->flags; *word; word++)
        leveled |= is_level(*word);
    for (const char *const *word = test->words; *word; word++)
        if (!leveled || !is_level(*word))
            *array_push(&words, arena) = *word;
    if (build->compiled)
        *array_push(&words, arena) = "-g";
    for (const char *const *word = build->flags; *word; word++)
        *array_push(&words, arena) = *word;
    *array_push(&words, arena) = NULL;
    return words.items;
}

static bool fits_any(const char *glob, const char *const *words)
{
    for (; *words; words++)
        if (fnmatch(glob, *words, 0) == 0)
            return true;
    return false;
}

/* One word of a bracket: globs between commas, of which one must fit; '!' before them: none may. */
static bool fits_word(const struct build *build, const char *const *flags, const char *word, struct arena *arena)
{
    const char *of_compiler[] = {build->compiled ? "object" : "source", build->clang ? "clang" : "gcc",
                                 build->compiler, NULL, NULL};
    bool foreign = strstr(build->compiler, "aarch64") || fits_any("--target=aarch64*", flags);
    of_compiler[3] = foreign ? "aarch64" : host_machine;
    bool negated = *word == '!', fits = false;
    for (const char *at = word + negated; *at; at += strspn(at, ",")) {
        const char *glob = arena_copy(at, strcspn(at, ","), arena);
        at += strlen(glob);
        fits |= fits_any(glob, of_compiler) || fits_any(glob, flags);
    }
    return fits != negated;
}

bool build_fits(const struct test_case *test, const struct build *build, const char *bracket, struct arena *arena)
{
    const char *const *flags = build_words(test, build, arena);
    bool negated = *bracket == '!' && (bracket[1] == ' ' || !bracket[1]), fits = true;
    for (const char *const *word = split_words(bracket + negated, arena); *word; word++)
        fits &= fits_word(build, flags, *word, arena);
    return fits != negated;
}

bool brackets_cut(const struct test_case *test, const struct build *build, const char **text, struct arena *arena)
{
    bool fits = true;
    char *copy = arena_text(*text, arena);
    for (size_t length = strlen(copy); length && copy[length - 1] == ']'; length = strlen(copy)) {
        char *open = strrchr(copy, '[');
        if (!open)
            break;
        copy[length - 1] = '\0';
        fits &= build_fits(test, build, open + 1, arena);
        while (open > copy && open[-1] == ' ')
            open--;
        *open = '\0';
    }
    *text = copy;
    return fits;
}
