/* SPDX-License-Identifier: Apache-2.0
 *
 * One walk over the words of the command. Of its inputs only the unit's own file stays; of its options all but the few
 * that are listed here.
 */
#include "discover/rewrite.h"
#include "base/text.h"
#include "discover/flags.h"
#include <string.h>
#include <unistd.h>

struct rewriting {
    const struct unit *unit;
    bool exact; /* the file is among the words by its path, not only by its name */
    struct words *words;
    struct arena *arena;
};

const char *rewrite_compiler(const struct compile_options *options, struct arena *arena)
{
    char here[4096];
    const char *compiler = options->compiler;
    if (!compiler || !strchr(compiler, '/'))
        return compiler;
    return text_path(getcwd(here, sizeof here) ? here : "/", compiler, arena);
}

static bool equals_one(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

/* How many words an option is that must go; 0: it stays. */
static uint32_t count_dropped(const char *const *words)
{
    static const char *const with_value[] = {"-o",  "--output",  "-MF",           "-MT",      "-MQ", "-MJ",
                                             "-aux-info", "-dumpbase", "-dumpbase-ext", "-dumpdir", NULL};
    static const char *const alone[] = {"-###", "-E",  "-M",  "-MD", "-MG", "-MM", "-MMD", "-MP", "-S", "-c",
                                        "-emit-llvm", "-fembed-bitcode", "-ffat-lto-objects", "-fno-fat-lto-objects",
                                        "-fno-use-linker-plugin", "-fstack-usage", "-fsyntax-only", "-ftime-trace",
                                        "-fuse-linker-plugin", "-save-temps", NULL};
    static const char *const beginnings[] = {"--output=",  "-MF",           "-MJ",          "-MQ",
                                             "-MT",        "-Wa,-a",        "-dumpdir=",    "-fcallgraph-info",
                                             "-fdiagnostics-format=", "-fdump-", "-flto",  "-fopt-info",
                                             "-foptimization-record", "-fsave-optimization-record", "-fthinlto",
                                             "-ftime-trace=", "-gsplit-dwarf", "-save-temps=", NULL};
    static const char *const handed_on[] = {"-MD", "-MMD", "-MF", "-MT", "-MQ", "-dependency-file", NULL};
    const char *word = words[0];
    if (equals_one(word, with_value))
        return words[1] ? 2 : 1;
    if (equals_one(word, alone) || (text_starts(word, "-o") && word[2]))
        return 1;
    for (const char *const *beginning = beginnings; *beginning; beginning++)
        if (text_starts(word, *beginning))
            return 1;
    bool handing = strcmp(word, "-Xpreprocessor") == 0 || strcmp(word, "-Xclang") == 0;
    if (handing && words[1] && equals_one(words[1], handed_on) && words[2] && words[3])
        return 4;
    if (handing && words[1] && (strcmp(words[1], "-MP") == 0 || strcmp(words[1], "-MG") == 0))
        return 2;
    return 0;
}

/* -Wp,… without the options that write dependencies. */
static void add_preprocessor(struct rewriting *rewriting, const char *word)
{
    static const char *const with_value[] = {"-MD", "-MMD", "-MF", "-MT", "-MQ", NULL};
    static const char *const alone[] = {"-M", "-MG", "-MM", "-MP", NULL};
    struct text kept = {.arena = rewriting->arena};
    bool value = false;
    for (const char *at = word + 4; *at;) {
        size_t length = strcspn(at, ",");
        const char *part = arena_copy(at, length, rewriting->arena);
        bool dropped = value || equals_one(part, with_value) || equals_one(part, alone);
        value = !value && equals_one(part, with_value);
        if (!dropped)
            text_format(&kept, ",%s", part);
        at += length;
        at += *at == ',';
    }
    if (kept.length)
        words_add(rewriting->words, arena_format(rewriting->arena, "-Wp%s", kept.bytes), rewriting->arena);
}

static bool is_own_file(const struct rewriting *rewriting, const char *word)
{
    const struct unit *unit = rewriting->unit;
    if (rewriting->exact)
        return strcmp(text_path(unit->directory, word, rewriting->arena), unit->file) == 0;
    return strcmp(text_basename(word), text_basename(unit->file)) == 0;
}

/* How many words belong to the one at hand, its value with it. */
static uint32_t count_words(const char *const *words)
{
    const struct flag *flag = flag_find(words[0]);
    bool separate = strcmp(words[0], "-x") == 0 || strcmp(words[0], "-Xclang") == 0 ||
                    strcmp(words[0], "-Xpreprocessor") == 0 ||
                    (flag && (flag->form == FLAG_SEPARATE ||
                              (flag->form == FLAG_EITHER && !words[0][strlen(flag->name)])));
    return separate && words[1] ? 2 : 1;
}

static void walk(struct rewriting *rewriting, const char *const *at, bool looking)
{
    while (*at) {
        uint32_t dropped = count_dropped(at);
        uint32_t count = dropped ? dropped : count_words(at);
        bool input = at[0][0] != '-' || !at[0][1];
        if (looking) {
            rewriting->exact |= input && strcmp(text_path(rewriting->unit->directory, at[0], rewriting->arena),
                                                rewriting->unit->file) == 0;
        } else if (!dropped && text_starts(at[0], "-Wp,")) {
            add_preprocessor(rewriting, at[0]);
        } else if (!dropped && (!input || is_own_file(rewriting, at[0]))) {
            for (uint32_t i = 0; i < count; i++)
                words_add(rewriting->words, at[i], rewriting->arena);
        }
        at += count;
    }
}

/* Whether the command ends with the flags, as that of a variant's unit does. */
static bool has_flags(const char *const *arguments, const char *const *flags)
{
    size_t words = 0, count = 0;
    while (arguments[words])
        words++;
    while (flags[count])
        count++;
    for (size_t i = 0; i < count; i++)
        if (count > words || strcmp(arguments[words - count + i], flags[i]) != 0)
            return false;
    return true;
}

void rewrite_command(const struct unit *unit, const struct compile_options *options, struct words *words,
                     struct arena *arena)
{
    static const char *const added[] = {"-g", "-fno-lto", "-w", "-Wno-error", NULL};
    struct rewriting rewriting = {.unit = unit, .words = words, .arena = arena};
    const char *compiler = rewrite_compiler(options, arena);
    const char *const none[] = {NULL};
    const char *const *flags = options->flags ? options->flags : none;
    words_add(words, compiler ? compiler : unit->arguments[0], arena);
    /* A variant's flags come last: what is added here is not to undo them. */
    const char *const *at = unit->arguments + 1;
    struct words own = {0};
    while (*at)
        words_add(&own, *at++, arena);
    if (has_flags(unit->arguments, flags))
        for (; *flags && own.count; flags++)
            own.count--;
    at = words_list(&own, arena);
    walk(&rewriting, at, true);
    walk(&rewriting, at, false);
    for (const char *const *word = added; *word; word++)
        words_add(words, *word, arena);
    for (flags = options->flags ? options->flags : none; *flags; flags++)
        words_add(words, *flags, arena);
    words_add(words, "-c", arena);
}

/* ---- options that a compiler does not know ---- */

static bool complains(const char *line)
{
    static const char *const complaints[] = {"unknown argument",       "unknown target CPU",    "unrecognized",
                                             "unsupported option",     "unsupported argument", "invalid value",
                                             "bad value",              "not supported",        NULL};
    for (const char *const *complaint = complaints; *complaint; complaint++)
        if (strstr(line, *complaint))
            return true;
    return false;
}

/* Of "unsupported argument 'x' to option '-march='" the word is -march=x. */
static bool is_named(const char *word, const char *name)
{
    return strcmp(word, name) == 0 || (text_ends(name, "=") && text_starts(word, name));
}

/* Takes the words of that name away; gives whether there were any. */
static bool take_away(struct words *words, const char *name)
{
    uint32_t kept = 1;
    for (uint32_t i = 1; i < words->count; i++)
        if (!is_named(words->items[i], name))
            words->items[kept++] = words->items[i];
    bool any = kept < words->count;
    words->count = kept;
    return any;
}

/* The options named in one line; false when one of them must stay. */
static bool take_line(struct words *words, const char *line, const char *const *kept, bool *any, struct arena *arena)
{
    const char *end = strstr(line, "did you mean");
    end = end ? end : line + strlen(line);
    for (const char *open = strchr(line, '\''); open && open < end;) {
        const char *close = strchr(open + 1, '\'');
        if (!close)
            break;
        const char *name = arena_copy(open + 1, (size_t)(close - open - 1), arena);
        open = strchr(close + 1, '\'');
        if (strstr(line, "unknown target CPU") && name[0] != '-') {
            *any |= take_away(words, "-march=");
            *any |= take_away(words, "-mcpu=");
            *any |= take_away(words, "-mtune=");
            break;
        }
        if (name[0] != '-' || !name[1])
            continue;
        for (const char *const *flag = kept; flag && *flag; flag++)
            if (is_named(*flag, name))
                return false;
        *any |= take_away(words, name);
    }
    return true;
}

bool rewrite_without(struct words *words, const char *complaints, const char *const *kept, struct arena *arena)
{
    bool any = false;
    while (*complaints) {
        size_t length = strcspn(complaints, "\n");
        const char *line = arena_copy(complaints, length, arena);
        complaints += length;
        complaints += *complaints == '\n';
        if (complains(line) && !take_line(words, line, kept, &any, arena))
            return false;
    }
    return any;
}
