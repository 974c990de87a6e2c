/* SPDX-License-Identifier: Apache-2.0
 *
 * As the compiler: none of clang's macros (-undef) but the compiler's, none of clang's search paths but the
 * folder of its own headers (-nostdlibinc) with the compiler's folders around it. As clang: the options that
 * matter, no more.
 */
#include "discover/parse.h"
#include "base/text.h"
#include "discover/flags.h"
#include <string.h>
#include <xxhash.h>

static void add_all(struct words *words, const char *option, const struct words *values, struct arena *arena)
{
    for (uint32_t i = 0; i < values->count; i++) {
        if (option)
            words_add(words, option, arena);
        words_add(words, values->items[i], arena);
    }
}

static void add_start(struct words *words, const struct unit *unit, const char *target, struct arena *arena)
{
    words_add(words, "clang", arena);
    words_add(words, "-resource-dir=" SIGVET_RESOURCE_DIR, arena); /* libclang's own guess depends on the current folder */
    if (target)
        words_add(words, arena_format(arena, "--target=%s", target), arena);
    words_add(words, arena_format(arena, "-working-directory=%s", unit->directory), arena);
}

/* What every parse ends with. Generated code nests deeper than clang allows; so deep the stack of a worker
 * reaches. */
static const char *const *add_end(struct words *words, const struct unit *unit, const char *dialect,
                                  struct arena *arena)
{
    static const char *const ending[] = {"-U_FORTIFY_SOURCE",   "-D__SIGVET__=1", "-w",
                                         "-Wno-everything",     "-ferror-limit=0",
                                         "-fno-spell-checking", "-fbracket-depth=30000"};
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        words_add(words, ending[i], arena);
    words_add(words, "-x", arena);
    words_add(words, dialect, arena);
    words_add(words, unit->file, arena);
    return words_list(words, arena);
}

/*
 * The command's options for one of the two parses. An included file is handed to the compiler proper: the
 * driver would look for a precompiled header beside it, and take one that another clang made.
 */
static void add_options(struct words *words, const struct command *command, unsigned use, bool clang,
                        struct arena *arena)
{
    struct words options = {0};
    command_options(command, use, clang, &options, arena);
    for (uint32_t i = 0; i < options.count; i++) {
        const char *word = options.items[i];
        const char *joined = text_starts(word, "-include") && word[8] ? word + 8 : NULL;
        if (joined || (strcmp(word, "-include") == 0 && i + 1 < options.count)) {
            words_add(words, "-Xclang", arena);
            words_add(words, "-include", arena);
            words_add(words, "-Xclang", arena);
            word = joined ? joined : options.items[++i];
        } else if (strcmp(word, "-nostdinc") == 0) {
            word =
                "-nostdlibinc"; /* clang's own stddef.h stands in for the compiler's that was named by hand */
        }
        words_add(words, word, arena);
    }
}

static const char *const *compose_own(const struct unit *unit, const struct command *command,
                                      const struct answer *answer, struct arena *arena)
{
    struct words words = {0};
    add_start(&words, unit, answer->target, arena);
    words_add(&words, "-undef", arena);
    words_add(&words, "-imacros", arena);
    words_add(&words, answer->macros, arena);
    words_add(&words, "-nostdlibinc", arena);
    add_all(&words, NULL, &answer->options, arena);
    add_all(&words, "-idirafter", &answer->last, arena);
    add_options(&words, command, USE_PARSE, answer->clang, arena);
    add_all(&words, "-isystem", &answer->first, arena);
    return add_end(&words, unit, command->dialect, arena);
}

/* The target in the name of a cross compiler: "aarch64-linux-gnu" of "aarch64-linux-gnu-gcc-12"; NULL: none.
 */
static const char *target_of_name(const char *compiler, struct arena *arena)
{
    const char *base = text_basename(compiler);
    const char *name = strstr(base, "-gcc");
    name = name ? name : strstr(base, "-g++");
    name = name ? name : strstr(base, "-cc");
    size_t length = name ? (size_t)(name - base) : 0;
    const char *target = arena_copy(base, length, arena);
    const char *dash = strchr(target, '-');
    return dash && strchr(dash + 1, '-') ? target : NULL;
}

static const char *const *compose_plain(const struct unit *unit, const struct command *command,
                                        const struct answer *answer, struct arena *arena)
{
    struct words words = {0};
    const char *compiler = command->arguments.items[0];
    bool clang = answer->trouble ? compiler_named_clang(compiler, arena) : answer->clang;
    const char *target = answer->trouble ? target_of_name(compiler, arena) : answer->target;
    add_start(&words, unit, clang ? NULL : target, arena);
    add_options(&words, command, USE_PLAIN, clang, arena);
    return add_end(&words, unit, command->dialect, arena);
}

/* The scratch folder is another one in every run, so what is in it counts, not where it is. */
static uint64_t hash_unit(const struct unit *unit, const struct answer *answer, struct arena *arena)
{
    struct text all = {.arena = arena};
    text_add_bytes(&all, unit->directory, strlen(unit->directory) + 1);
    const char *const *const lists[] = {unit->parse, unit->plain};
    for (int list = 0; list < 2; list++)
        for (const char *const *word = lists[list]; *word; word++)
            if (*word != answer->macros && *word != answer->scratch)
                text_add_bytes(&all, *word, strlen(*word) + 1);
    return XXH3_64bits_withSeed(all.bytes, all.length, answer->macros_hash);
}

void parse_compose(struct unit *unit, const struct command *command, const struct answer *answer,
                   struct arena *arena)
{
    unit->plain = compose_plain(unit, command, answer, arena);
    unit->parse = answer->trouble ? unit->plain : compose_own(unit, command, answer, arena);
    unit->note = answer->trouble;
    unit->command_key = hash_unit(unit, answer, arena);
}
