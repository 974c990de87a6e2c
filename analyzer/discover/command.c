/* SPDX-License-Identifier: Apache-2.0
 *
 * One walk over the words of a compile command. What a word means stands in flags.def; here are the few that
 * decide what the command does, and the ways in which options hide inside others (-Wp, -Xclang).
 */
#include "discover/command.h"
#include "base/text.h"
#include "discover/flags.h"
#include <string.h>

struct walk {
    struct command *command;
    const char *file;
    const char *directory;
    const char *output;  /* -o, else what the database says */
    const char *forced;  /* -x in force; NULL: by the name of the file */
    const char *of_file; /* -x that was in force at the file */
    bool seen;           /* the file was among the words, by its path or at least by its name */
    bool exact;          /* by its path */
    bool compile_only;   /* -c */
    bool assemble;       /* -S */
    bool preprocess;     /* -E, -M, -MM */
    struct arena *arena;
};

/* The count of words before the compiler: ccache, env NAME=VALUE, libtool --mode=compile. */
static uint32_t count_launchers(const struct words *words)
{
    static const char *const launchers[] = {"buildcache", "ccache", "colorgcc", "distcc",
                                            "env",        "icecc",  "sccache"};
    uint32_t at = 0;
    while (at + 1 < words->count) {
        const char *name = text_basename(words->items[at]);
        bool launcher = name[0] != '-' && strchr(words->items[at], '=');
        for (size_t i = 0; i < sizeof launchers / sizeof *launchers; i++)
            launcher |= strcmp(name, launchers[i]) == 0;
        if (!launcher)
            break;
        at++;
    }
    return at;
}

/* libtool [OPTIONS] --mode=compile CC …, perhaps behind a shell: the place of CC, or `at`. */
static uint32_t skip_libtool(const struct words *words, uint32_t at)
{
    bool libtool = false;
    for (uint32_t i = at; i < words->count && i < at + 2; i++)
        libtool |= text_ends(text_basename(words->items[i]), "libtool");
    for (uint32_t i = at; libtool && i + 1 < words->count; i++)
        if (strcmp(words->items[i], "--mode=compile") == 0)
            return i + 1;
    return at;
}

const char *command_compiler_name(const char *compiler, struct arena *arena)
{
    char *name = arena_text(text_basename(compiler), arena);
    char *dash = strrchr(name, '-');
    if (dash && dash[1] && strspn(dash + 1, "0123456789.") == strlen(dash + 1))
        *dash = '\0';
    dash = strrchr(name, '-');
    return dash ? dash + 1 : name;
}

static bool one_of(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

/* What -x would say of a file by its name; NULL: not known. */
static const char *dialect_of_name(const char *file, bool as_cxx)
{
    static const char *const c[] = {".c", ".i", NULL};
    static const char *const cxx[] = {".C",    ".CPP", ".c++", ".cc",  ".cp", ".cpp",
                                      ".cppm", ".cxx", ".ii",  ".ixx", NULL};
    static const char *const assembler[] = {".S", ".asm", ".s", ".sx", NULL};
    static const char *const header[] = {".H", ".h", ".h++", ".hh", ".hp", ".hpp", ".hxx", ".tcc", NULL};
    static const char *const linked[] = {".a",  ".def", ".la",  ".ld", ".lds", ".lib",
                                         ".lo", ".o",   ".obj", ".so", NULL};
    const char *dot = strrchr(text_basename(file), '.');
    if (!dot)
        return NULL;
    if (one_of(dot, c))
        return as_cxx ? "c++" : "c";
    if (one_of(dot, cxx))
        return "c++";
    if (one_of(dot, assembler))
        return "assembler";
    if (one_of(dot, header))
        return "header";
    if (one_of(dot, linked))
        return "linked";
    if (strcmp(dot, ".m") == 0 || strcmp(dot, ".mi") == 0)
        return "objective-c";
    if (strcmp(dot, ".M") == 0 || strcmp(dot, ".mm") == 0 || strcmp(dot, ".mii") == 0)
        return "objective-c++";
    return NULL;
}

/* Decides language and dialect of the file; false when it is nothing that is compiled. */
static bool decide_language(struct walk *walk)
{
    static const char *const dialects[] = {"c", "c++", "objective-c", "objective-c++", NULL};
    struct command *command = walk->command;
    const char *name = command_compiler_name(command->arguments.items[0], walk->arena);
    const char *forced = walk->of_file;
    bool as_cxx = text_ends(name, "++");
    const char *dialect =
        forced && strcmp(forced, "none") != 0 ? forced : dialect_of_name(walk->file, as_cxx);
    if (dialect && (text_ends(dialect, "header") || strcmp(dialect, "linked") == 0))
        return false;
    if (dialect && strcmp(dialect, "cpp-output") == 0)
        dialect = "c";
    if (dialect && text_ends(dialect, "-cpp-output"))
        dialect = arena_copy(dialect, strlen(dialect) - strlen("-cpp-output"), walk->arena);
    if (dialect && text_starts(dialect, "assembler")) {
        command->language = LANGUAGE_ASSEMBLER;
    } else if (dialect && one_of(dialect, dialects)) {
        command->language = text_ends(dialect, "++") ? LANGUAGE_CXX : LANGUAGE_C;
        command->dialect = dialect;
    }
    return true;
}

bool command_builtin_folder(const char *path)
{
    const char *name = text_basename(path);
    return (strcmp(name, "include") == 0 || strcmp(name, "include-fixed") == 0) &&
           (strstr(path, "/gcc/") || strstr(path, "/lib/clang/"));
}

static void take_option(struct walk *walk, const struct flag *flag, const char *word, const char *value,
                        bool joined)
{
    struct command *command = walk->command;
    bool macro = strcmp(flag->name, "-D") == 0 || strcmp(flag->name, "-U") == 0;
    command->nostdinc |= strcmp(word, "-nostdinc") == 0 || strcmp(word, "-nostdlibinc") == 0;
    if (!flag->uses || (macro && value && text_starts(value, "_FORTIFY_SOURCE")))
        return;
    if (value && flag->name[1] == 'i' && command_builtin_folder(value))
        return;
    if (value && (flag->uses & USE_PATH))
        value = text_path(walk->directory, value, walk->arena);
    struct option_use *use = array_push(&command->options, walk->arena);
    *use = (struct option_use){.name = flag->name, .value = value, .joined = joined, .uses = flag->uses};
    if (strcmp(word, "-fplan9-extensions") == 0)
        use->name = "-fms-extensions"; /* the part of it that clang knows */
}

/* The words of -Wp,A,B: options for the preprocessor, among them those that write dependency files. */
static void split_commas(const char *text, struct words *words, struct arena *arena)
{
    while (*text) {
        size_t length = strcspn(text, ",");
        const char *word = arena_copy(text, length, arena);
        text += length;
        text += *text == ',';
        if (strcmp(word, "-MD") == 0 || strcmp(word, "-MMD") == 0) /* here they take a file */
            word = "-MF";
        words_add(words, word, arena);
    }
}

/* -Wp,A,B and -Xclang A are A and B themselves. */
static void unwrap(const struct words *words, struct words *out, struct arena *arena)
{
    for (uint32_t i = 1; i < words->count; i++) {
        const char *word = words->items[i];
        if (text_starts(word, "-Wp,"))
            split_commas(word + 4, out, arena);
        else if (strcmp(word, "-Xclang") != 0 && strcmp(word, "-Xpreprocessor") != 0)
            words_add(out, word, arena);
    }
}

/* The words that decide what the command does; gives how many were taken, 0 for none of these. */
static uint32_t take_action(struct walk *walk, const char *word, const char *next)
{
    bool separate = word[0] == '-' && word[1] && !word[2];
    if (word[0] == '-' && word[1] == 'o') {
        walk->output = separate ? next : word + 2;
        return separate ? 2 : 1;
    }
    if (word[0] == '-' && word[1] == 'x') {
        walk->forced = separate ? next : word + 2;
        return separate ? 2 : 1;
    }
    if (strcmp(word, "-c") == 0)
        walk->compile_only = true;
    else if (strcmp(word, "-S") == 0)
        walk->assemble = true;
    else if (strcmp(word, "-E") == 0 || strcmp(word, "-M") == 0 || strcmp(word, "-MM") == 0)
        walk->preprocess = true;
    else
        return 0;
    return 1;
}

/* The file's own name may be spelled otherwise than in the command, through a symbolic link for example. */
static void look_for_file(struct walk *walk, const char *word)
{
    if (walk->exact || strcmp(text_basename(word), text_basename(walk->file)) != 0)
        return;
    walk->exact = strcmp(text_path(walk->directory, word, walk->arena), walk->file) == 0;
    if (walk->exact || !walk->seen)
        walk->of_file = walk->forced;
    walk->seen = true;
}

static void walk_words(struct walk *walk, const struct words *words)
{
    for (uint32_t i = 0; i < words->count;) {
        const char *word = words->items[i];
        const char *next = i + 1 < words->count ? words->items[i + 1] : NULL;
        if (word[0] != '-' || !word[1]) {
            look_for_file(walk, word);
            i++;
            continue;
        }
        uint32_t taken = take_action(walk, word, next);
        const struct flag *flag = taken ? NULL : flag_find(word);
        if (flag) {
            size_t length = strlen(flag->name);
            bool separate = flag->form == FLAG_SEPARATE || (flag->form == FLAG_EITHER && !word[length]);
            bool joined = !separate && word[length];
            if (!separate || next)
                take_option(walk, flag, word, separate ? next : joined ? word + length : NULL, joined);
            taken = separate ? 2 : 1;
        }
        i += taken ? taken : 1;
    }
}

/* Where the object goes: -o, or the output that the database names, or the source's name with .o. */
static const char *find_object(const struct walk *walk)
{
    if (!walk->compile_only || walk->assemble)
        return NULL;
    const char *output = walk->output;
    if (!output) {
        const char *name = text_basename(walk->file);
        const char *dot = strrchr(name, '.');
        int length = (int)(dot ? (size_t)(dot - name) : strlen(name));
        output = arena_format(walk->arena, "%.*s.o", length, name);
    }
    return strcmp(output, "-") == 0 || !*output ? NULL : text_path(walk->directory, output, walk->arena);
}

void command_read(const struct words *words, const char *file, const char *directory, const char *output,
                  struct command *command, struct arena *arena)
{
    uint32_t first = skip_libtool(words, count_launchers(words));
    if (words->items[first][0] == '-') /* "distcc -c a.c" means cc */
        words_add(&command->arguments, "cc", arena);
    for (uint32_t i = first; i < words->count; i++)
        words_add(&command->arguments, words->items[i], arena);
    struct walk walk = {
        .command = command, .file = file, .directory = directory, .output = output, .arena = arena};
    struct words plain = {0};
    unwrap(&command->arguments, &plain, arena);
    walk_words(&walk, &plain);
    command->object = find_object(&walk);
    command->compiles = walk.seen && !walk.preprocess && decide_language(&walk);
}

void command_options(const struct command *command, unsigned use, bool clang, struct words *words,
                     struct arena *arena)
{
    for (uint32_t i = 0; i < command->options.count; i++) {
        const struct option_use *option = &command->options.items[i];
        if (!(option->uses & use) || (use != USE_ASK && (option->uses & USE_CLANG) && !clang))
            continue;
        if (option->joined) {
            words_add(words, arena_format(arena, "%s%s", option->name, option->value), arena);
        } else {
            words_add(words, option->name, arena);
            if (option->value)
                words_add(words, option->value, arena);
        }
    }
}
