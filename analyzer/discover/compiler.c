/* SPDX-License-Identifier: Apache-2.0
 *
 * Asks a compiler by CC OPTIONS -v -dM -E -x LANGUAGE /dev/null: macros come on standard output, target and
 * include paths on standard error. The macros become a file that clang reads in place of its own.
 */
#include "discover/compiler.h"
#include "base/intern.h"
#include "base/text.h"
#include "discover/flags.h"
#include "discover/macros.h"
#include "discover/permit.h"
#include "discover/run.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

struct asked {
    const char *question; /* all the words, one newline between */
    struct answer answer;
};

struct compilers {
    const char *query_driver;
    const char *scratch; /* absolute */
    uint32_t files;      /* of macros, written or found there */
    ARRAY(struct asked *) asked;
    struct arena *arena;
};

struct compilers *compilers_new(const char *query_driver, const char *scratch, struct arena *arena)
{
    struct compilers *compilers = arena_alloc(sizeof *compilers, arena);
    char here[4096];
    const char *cwd = getcwd(here, sizeof here) ? here : "/";
    *compilers = (struct compilers){.query_driver = query_driver, .arena = arena};
    compilers->scratch = text_path(cwd, scratch ? scratch : "/nonexistent", arena);
    return compilers;
}

bool compiler_named_clang(const char *compiler, struct arena *arena)
{
    return text_starts(command_compiler_name(compiler, arena), "clang");
}

/* Options for a compiler hold no path but where one belongs: -mmcu=../x would make an avr-gcc read x as its
 * specs. */
static void add_questions(const struct command *command, struct words *words, struct arena *arena)
{
    struct command safe = *command;
    memset(&safe.options, 0, sizeof safe.options);
    for (uint32_t i = 0; i < command->options.count; i++) {
        const struct option_use *option = &command->options.items[i];
        bool path = (option->uses & USE_PATH) || text_starts(option->name, "--gcc-");
        if ((option->uses & USE_ASK) && (path || !option->value || !strchr(option->value, '/')))
            *array_push(&safe.options, arena) = *option;
    }
    command_options(&safe, USE_ASK, true, words, arena);
}

/* -D and -U of macros that the compiler predefines must reach it, since its macros come after the command's.
 */
static void add_macros(const struct command *command, const struct answer *answer, struct words *words,
                       struct arena *arena)
{
    for (uint32_t i = 0; i < command->options.count; i++) {
        const struct option_use *option = &command->options.items[i];
        if (!option->value || (strcmp(option->name, "-D") != 0 && strcmp(option->name, "-U") != 0))
            continue;
        const char *name = arena_copy(option->value, strcspn(option->value, "=("), arena);
        if (intern_find(answer->names, name))
            words_add(words, arena_format(arena, "%s%s", option->name, option->value), arena);
    }
}

static const char *join(const struct words *words, struct arena *arena)
{
    struct text text = {.arena = arena};
    for (uint32_t i = 0; i < words->count; i++)
        text_format(&text, "%s\n", words->items[i]);
    return text_get(&text);
}

/*
 * Headers that only a GNU compiler brings. Its other ones (immintrin.h, stdatomic.h) clang cannot read and
 * must not find, so that folder is never searched; these are linked into one that is. True when there are
 * any.
 */
static bool link_headers(const char *folder, const struct compilers *compilers)
{
    static const char *const names[] = {"acc_prof.h", "gcov.h",          "objc",     "omp.h", "openacc.h",
                                        "quadmath.h", "quadmath_weak.h", "sanitizer"};
    bool any = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *from = text_path(folder, names[i], compilers->arena);
        const char *to = text_path(compilers->scratch, names[i], compilers->arena);
        if (access(from, R_OK) == 0)
            any |= symlink(from, to) == 0 || errno == EEXIST;
    }
    return any;
}

/* The folders that gcc and clang print between two lines, as real paths. */
static struct words take_folders(const char *errors, struct arena *arena)
{
    struct words folders = {0};
    const char *at = strstr(errors, "#include <...> search starts here:\n");
    const char *end = at ? strstr(at, "End of search list.") : NULL;
    while (end && (at = strchr(at, '\n') + 1) < end) {
        const char *line = arena_copy(at + (*at == ' '), strcspn(at + (*at == ' '), "\n"), arena);
        char *real = *line == '/' ? realpath(line, NULL) : NULL;
        if (real)
            words_add(&folders, arena_text(real, arena), arena);
        free(real);
    }
    return folders;
}

/* clang's own headers stand where the compiler's own stood; what is searched before and behind them stays
 * there. */
static void order_folders(const struct words *folders, const struct compilers *compilers,
                          struct answer *answer)
{
    bool linked = false, builtin = false;
    for (uint32_t i = folders->count; i-- > 0;)
        builtin |= command_builtin_folder(folders->items[i]);
    for (uint32_t i = 0; i < folders->count; i++) {
        const char *folder = folders->items[i];
        if (!command_builtin_folder(folder)) {
            words_add(builtin ? &answer->first : &answer->last, folder, compilers->arena);
            continue;
        }
        builtin = false;
        if (!answer->clang)
            linked |= link_headers(folder, compilers);
    }
    if (linked)
        words_add(&answer->last, compilers->scratch, compilers->arena);
}

static const char *find_target(const char *errors, struct arena *arena)
{
    const char *at = text_starts(errors, "Target: ") ? errors : strstr(errors, "\nTarget: ");
    if (!at)
        return NULL;
    at = strchr(at, ' ') + 1;
    size_t length = strcspn(at, "\n");
    bool plain = length && strspn(at, "abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") >= length;
    return plain ? arena_copy(at, length, arena) : NULL;
}

/* Writes the macros where -imacros finds them; NULL when that fails. */
static const char *write_macros(struct compilers *compilers, const char *text)
{
    const char *path;
    FILE *file;
    do {
        const char *name = arena_format(compilers->arena, "predefined-%u.h", compilers->files++);
        path = text_path(compilers->scratch, name, compilers->arena);
        file = fopen(path, "wxe");
    } while (!file && errno == EEXIST);
    if (!file)
        return NULL;
    bool written = fputs(text, file) >= 0;
    written &= fclose(file) == 0;
    return written ? path : NULL;
}

/* The line in which a compiler says what it does not like. */
static const char *find_complaint(const char *errors, struct arena *arena)
{
    const char *at = strstr(errors, "error: ");
    return at ? arena_format(arena, " (%.*s)", (int)strcspn(at + 7, "\n"), at + 7) : "";
}

static void take_answer(struct compilers *compilers, const char *compiler, bool cxx,
                        const struct run_result *result, struct answer *answer)
{
    struct arena *arena = compilers->arena;
    struct macros macros = {0};
    answer->scratch = compilers->scratch;
    const char *trouble = result->trouble;
    if (!trouble && !macros_read(result->output, cxx, &macros, arena))
        trouble = "it is neither a GNU compiler nor a clang";
    if (!trouble) {
        struct words folders = take_folders(result->errors, arena);
        answer->clang = macros.clang;
        answer->options = macros.options;
        answer->names = macros.names;
        answer->macros_hash = XXH3_64bits(macros.text, strlen(macros.text));
        answer->target = find_target(result->errors, arena);
        order_folders(&folders, compilers, answer);
        answer->macros = write_macros(compilers, macros.text);
        trouble = answer->macros ? NULL : arena_format(arena, "cannot write to %s", compilers->scratch);
    }
    if (trouble)
        answer->trouble = arena_format(arena, "compiler '%s' did not tell its macros and include paths: %s%s",
                                       compiler, trouble, find_complaint(result->errors, arena));
}

/* The answer to a question, asked now unless it was asked before. */
static const struct answer *ask(struct compilers *compilers, const char *compiler,
                                const struct words *options, const char *dialect)
{
    struct arena *arena = compilers->arena;
    const char *const ending[] = {"-v", "-dM", "-E", "-x", dialect, "/dev/null"};
    struct words words = {0};
    for (uint32_t i = 0; i < options->count; i++)
        words_add(&words, options->items[i], arena);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        words_add(&words, ending[i], arena);
    const char *question = join(&words, arena);
    for (uint32_t i = 0; i < compilers->asked.count; i++)
        if (strcmp(compilers->asked.items[i]->question, question) == 0)
            return &compilers->asked.items[i]->answer;
    struct asked *asked = arena_alloc(sizeof *asked, arena);
    *array_push(&compilers->asked, arena) = asked;
    asked->question = question;
    struct run_result result;
    run_program(words_list(&words, arena), &result, arena);
    take_answer(compilers, compiler, text_ends(dialect, "++"), &result, &asked->answer);
    return &asked->answer;
}

const struct answer *compiler_ask(struct compilers *compilers, const struct command *command,
                                  const char *directory)
{
    struct arena *arena = compilers->arena;
    const char *compiler = command->arguments.items[0];
    const char *trouble = NULL;
    const char *path = permit_compiler(compiler, directory, compilers->query_driver, &trouble, arena);
    if (!path) {
        struct answer *none = arena_alloc(sizeof *none, arena);
        none->trouble = trouble;
        return none;
    }
    struct words words = {0};
    words_add(&words, path, arena);
    add_questions(command, &words, arena);
    const struct answer *answer = ask(compilers, compiler, &words, command->dialect);
    uint32_t count = words.count;
    if (!answer->trouble)
        add_macros(command, answer, &words, arena);
    return words.count > count ? ask(compilers, compiler, &words, command->dialect) : answer;
}
