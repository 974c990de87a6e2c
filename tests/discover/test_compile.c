/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects made with units' own commands: what of a command stays, what is kept and when it is made anew, what a variant's
 * flags do, and what becomes of units that do not compile.
 */
#include "project.h"
#include "discover/compile.h"
#include "discover/rewrite.h"
#include <elf.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static const char *const no_flags[] = {NULL};

static struct compile_options options_of(struct project *project, const char *const *flags)
{
    return (struct compile_options){
        .folder = arena_format(project->arena, "%s/kept/objects", project->folder), .flags = flags, .workers = 2};
}

/* Compiles all units of a database. */
static struct compiled *compile_all(struct project *project, const char *database, const struct compile_options *options,
                                    uint32_t *count)
{
    struct units *units = project_discover(project, database);
    uint32_t *chosen = arena_array(units->items.count, sizeof *chosen, project->arena);
    *count = units->items.count;
    for (uint32_t i = 0; i < *count; i++)
        chosen[i] = i;
    struct compiled *results = arena_array(*count, sizeof *results, project->arena);
    compile_units(units, chosen, *count, options, results, project->arena);
    return results;
}

/* Compiles a.c by this command. */
static struct compiled compile_one(struct project *project, const char *command, const char *const *flags)
{
    uint32_t count = 0;
    struct compile_options options = options_of(project, flags);
    struct compiled *results = compile_all(
        project,
        arena_format(project->arena, "[{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"%s\"}]", command),
        &options, &count);
    assert_int_equal(count, 1);
    return *results;
}

/* Whether the object has the text anywhere, as in its table of symbols. */
static bool contains(struct project *project, const struct compiled *compiled, const char *text)
{
    if (!compiled->object)
        print_error("%s\n", compiled->why);
    assert_non_null(compiled->object);
    size_t length = 0;
    const char *bytes = text_read_file(compiled->object, &length, project->arena);
    assert_non_null(bytes);
    assert_memory_equal(bytes, ELFMAG, SELFMAG);
    return memmem(bytes, length, text, strlen(text)) != NULL;
}

static uint32_t count_files(struct project *project, const char *name)
{
    struct text command = {.arena = project->arena};
    text_format(&command, "find '%s' -name '%s' | wc -l", project->folder, name);
    FILE *pipe = popen(text_get(&command), "re");
    unsigned count = 0;
    assert_int_equal(fscanf(pipe, "%u", &count), 1);
    pclose(pipe);
    return count;
}

static void command_is_rewritten(void **state)
{
    struct project *project = *state;
    struct units *units = project_command(
        project, "ccache cc -O2 -DX=1 -o out.o -MD -MF x.d -MT x -MP -Wp,-MMD,y.d -Wp,-DY,-MT,z -flto=auto "
                 "-fuse-linker-plugin -ffat-lto-objects -save-temps=obj -Ii -x c -include a.h -Wa,-adhln=l.txt "
                 "-gsplit-dwarf -fdump-tree-all other.c b.o a.c -lm -g1 -c");
    assert_int_equal(units->items.count, 1);
    static const char *const flags[] = {"-O0", "-fsanitize=thread", NULL};
    struct compile_options options = options_of(project, flags);
    struct words words = {0};
    rewrite_command(&units->items.items[0], &options, &words, project->arena);
    assert_string_equal(project_join(project, words_list(&words, project->arena)),
                        "cc -O2 -DX=1 -Wp,-DY -Ii -x c -include a.h a.c -lm -g1 -g -fno-lto -w -Wno-error -O0 "
                        "-fsanitize=thread -c");
}

static void unknown_options_go(void **state)
{
    struct project *project = *state;
    static const char *const kept[] = {"-fsanitize=memory", NULL};
    struct words words = {0};
    static const char *const all[] = {"clang", "-fone", "-ftwo=2", "-march=x", "-std=gnu9x", "-O2", "a.c"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        words_add(&words, all[i], project->arena);
    assert_true(rewrite_without(&words,
                                "clang: error: unknown argument: '-fone'\n"
                                "gcc: error: unrecognized command-line option '-ftwo=2'; did you mean '-O2'?\n"
                                "clang: error: unsupported argument 'x' to option '-march='\n"
                                "error: invalid value 'gnu9x' in '-std=gnu9x'\n",
                                kept, project->arena));
    assert_string_equal(project_join(project, words_list(&words, project->arena)), "clang -O2 a.c");
    assert_false(rewrite_without(&words, "a.c:1: error: '-O2' is what I like\n", kept, project->arena));
    assert_false(rewrite_without(&words, "error: unsupported argument 'memory' to option '-fsanitize='\n", kept,
                                 project->arena));
}

static void objects_are_kept(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "#include \"a.h\"\nint f(void) { return A; }\n");
    project_write(project, "a.h", "#define A 1\n");
    struct compiled first = compile_one(project, "cc -O1 -c -o sub/a.o a.c", no_flags);
    assert_non_null(first.object);
    assert_null(first.why);
    assert_false(first.cached);
    struct compiled again = compile_one(project, "cc -O1 -c -o sub/a.o a.c", no_flags);
    assert_true(again.cached);
    assert_string_equal(again.object, first.object);
    /* Where it would have gone makes no difference, options do. */
    assert_true(compile_one(project, "cc -MD -O1 -c -o other.o a.c", no_flags).cached);
    struct compiled other = compile_one(project, "cc -O2 -c a.c", no_flags);
    assert_false(other.cached);
    assert_string_not_equal(other.object, first.object);
    project_write(project, "a.h", "#define A 2\n");
    assert_false(compile_one(project, "cc -O1 -c -o sub/a.o a.c", no_flags).cached);
    project_write(project, "a.h", "#define A 2\n"); /* the same, but newer */
    assert_true(compile_one(project, "cc -O1 -c -o sub/a.o a.c", no_flags).cached);
    assert_int_equal(count_files(project, "making-*"), 0);
    assert_int_equal(count_files(project, "*.d"), 0);
}

static void damaged_ones_are_made_anew(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "int f(void) { return 1; }\n");
    struct compiled made = compile_one(project, "cc -c a.c", no_flags);
    const char *list = arena_format(project->arena, "%.*s.txt", (int)strlen(made.object) - 2, made.object);
    assert_int_equal(truncate(made.object, 100), 0);
    assert_false(compile_one(project, "cc -c a.c", no_flags).cached);
    assert_true(compile_one(project, "cc -c a.c", no_flags).cached);
    struct stat status;
    assert_int_equal(stat(list, &status), 0);
    for (off_t length = status.st_size - 1; length >= 0; length -= 7) {
        assert_int_equal(truncate(list, length), 0);
        assert_false(compile_one(project, "cc -c a.c", no_flags).cached);
    }
    unlink(made.object);
    assert_false(compile_one(project, "cc -c a.c", no_flags).cached);
    assert_true(compile_one(project, "cc -c a.c", no_flags).cached);
}

static void flags_of_a_variant(void **state)
{
    struct project *project = *state;
    static const char *const flags[] = {"-fsanitize=thread", NULL};
    project_write(project, "a.c", "int shared; void f(void) { shared++; }\n");
    struct compiled plain = compile_one(project, "cc -O2 -c a.c", no_flags);
    struct compiled tsan = compile_one(project, "cc -O2 -c a.c", flags);
    assert_false(contains(project, &plain, "__tsan_func_entry"));
    assert_true(contains(project, &tsan, "__tsan_func_entry"));
}

static void no_lto_but_debug_information(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "int f(void) { return 1; }\n");
    struct compiled made = compile_one(project, "cc -O2 -flto -g0 -c a.c", no_flags);
    assert_false(contains(project, &made, ".gnu.lto_"));
    assert_true(contains(project, &made, ".debug_info"));
}

static void what_fails(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "int good;\n");
    project_write(project, "bad.c", "#warning first\nint bad = ;\n");
    uint32_t count = 0;
    struct compile_options options = options_of(project, no_flags);
    struct compiled *results = compile_all(
        project,
        "[{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"cc -Werror -c a.c b.o\"},"
        "{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"cc -Werror -c a.c b.o -o again.o\"},"
        "{\"directory\": \"@\", \"file\": \"bad.c\", \"command\": \"cc -fdiagnostics-color=always -c bad.c\"},"
        "{\"directory\": \"@\", \"file\": \"gone.c\", \"command\": \"cc -c gone.c\"},"
        "{\"directory\": \"@/nowhere\", \"file\": \"../a.c\", \"command\": \"cc -c ../a.c\"},"
        "{\"directory\": \"@\", \"file\": \"no.c\", \"command\": \"no-such-cc -c no.c\"},"
        "{\"directory\": \"@\", \"file\": \"z.c\", \"command\": \"\"}]",
        &options, &count);
    assert_int_equal(count, 7);
    uint32_t good = 0;
    struct text all = {.arena = project->arena};
    for (uint32_t i = 0; i < count; i++) {
        good += results[i].object != NULL;
        assert_true((results[i].object != NULL) == (results[i].why == NULL));
        text_format(&all, "%s\n", results[i].why ? results[i].why : "");
    }
    assert_int_equal(good, 2);
    assert_non_null(strstr(text_get(&all), "bad.c:2:11: error: expected expression before"));
    assert_non_null(strstr(text_get(&all), "gone.c: No such file"));
    assert_non_null(strstr(text_get(&all), "no such directory"));
    assert_non_null(strstr(text_get(&all), "the command is empty"));
    assert_int_equal(count_files(project, "making-*"), 0);
}

static void many_inputs_and_assembler(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "int only_a;\n");
    project_write(project, "b.c", "int only_b;\n");
    struct compiled made = compile_one(project, "cc b.c a.c -o program -lm", no_flags);
    assert_true(contains(project, &made, "only_a"));
    assert_false(contains(project, &made, "only_b"));
    project_write(project, "s.s", ".globl from_s\nfrom_s: nop\n");
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL); /* a file as young as the run is not relied upon */
    uint32_t count = 0;
    struct compile_options options = options_of(project, no_flags);
    const char *database = "[{\"directory\": \"@\", \"file\": \"s.s\", \"command\": \"cc -c s.s\"}]";
    assert_true(contains(project, compile_all(project, database, &options, &count), "from_s"));
    assert_true(compile_all(project, database, &options, &count)->cached);
    project_write(project, "s.s", ".globl from_t\nfrom_t: nop\n");
    assert_true(contains(project, compile_all(project, database, &options, &count), "from_t"));
}

static void time_is_limited(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "int a;\n");
    project_program(project, "bin/gcc", "#!/bin/sh\nsleep 60 &\nsleep 60\n");
    uint32_t count = 0;
    struct compile_options options = options_of(project, no_flags);
    options.compiler = arena_format(project->arena, "%s/bin/gcc", project->folder);
    options.seconds = 1;
    time_t began = time(NULL);
    struct compiled *results = compile_all(
        project, "[{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"cc -c a.c\"}]", &options, &count);
    assert_null(results->object);
    assert_non_null(strstr(results->why, "it ran for more than 1 s"));
    assert_true(time(NULL) - began < 10);
    assert_int_equal(count_files(project, "making-*"), 0);
}

/* A compiler that knows fewer options than the unit's own. */
static void another_compiler(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "int a;\n");
    project_program(project, "other/cc",
                    "#!/bin/sh\nfor word; do case $word in -fodd*) echo \"cc: error: unknown argument: '$word'\" >&2; "
                    "bad=1;; esac; done\n[ -z \"$bad\" ] || exit 1\nexec cc $*\n");
    uint32_t count = 0;
    struct compile_options options = options_of(project, no_flags);
    options.compiler = arena_format(project->arena, "%s/other/cc", project->folder);
    const char *database = "[{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"gcc -fodd1 -O2 -fodd2=x -c a.c\"}]";
    struct compiled *results = compile_all(project, database, &options, &count);
    assert_true(contains(project, results, "a.c"));
    assert_true(compile_all(project, database, &options, &count)->cached);
    static const char *const odd[] = {"-fodd3", NULL};
    options.flags = odd; /* the variant itself may not be dropped */
    results = compile_all(project, database, &options, &count);
    assert_null(results->object);
    assert_non_null(strstr(results->why, "unknown argument"));
}

static void folder_that_cannot_be(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "int a;\n");
    project_write(project, "kept", "a file");
    struct compiled made = compile_one(project, "cc -c a.c", no_flags);
    assert_null(made.object);
    assert_non_null(strstr(made.why, "cannot make the folder"));
}

static void units_of_a_variant(void **state)
{
    struct project *project = *state;
    static const char *const flags[] = {"-fsanitize=thread", "-DVARIANT=1", NULL};
    project_write(project, "a.c", "int a;\n");
    project_write(project, "b.c", "int b;\n");
    struct units *units = project_discover(
        project, "[{\"directory\": \"@\", \"file\": \"b.c\", \"command\": \"gcc -O2 -c b.c\"},"
                 "{\"directory\": \"@\", \"file\": \"a.c\", \"command\": \"gcc -O2 -c a.c\"},"
                 "{\"directory\": \"@\", \"file\": \"gone.c\", \"command\": \"gcc -O2 -c gone.c\"}]");
    const struct discover_options how = {.build_directory = project->folder, .scratch = project->scratch};
    struct compile_options options = options_of(project, flags);
    struct units *variant = compile_variant(units, &options, &how, project->arena);
    assert_int_equal(variant->items.count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        const struct unit *unit = &variant->items.items[i];
        assert_string_equal(unit->file, units->items.items[i].file);
        assert_null(unit->object);
        assert_true(unit->command_key != units->items.items[i].command_key);
        assert_true((unit->trouble != NULL) == (units->items.items[i].trouble != NULL));
        assert_non_null(strstr(project_join(project, unit->arguments), "-fsanitize=thread -DVARIANT=1"));
    }
    const struct unit *unit = &variant->items.items[0];
    assert_non_null(strstr(project_join(project, unit->parse), "-DVARIANT=1"));
    for (const char *const *word = unit->parse; *word; word++)
        if (strcmp(*word, "-imacros") == 0)
            assert_non_null(strstr(text_read_file(word[1], NULL, project->arena), "__SANITIZE_THREAD__"));
    /* The flags are there once, also when the variant's units are compiled with its options. */
    struct words words = {0};
    rewrite_command(unit, &options, &words, project->arena);
    const char *line = project_join(project, words_list(&words, project->arena));
    assert_null(strstr(strstr(line, "-fsanitize") + 1, "-fsanitize"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, project_start, project_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(command_is_rewritten), TEST(unknown_options_go), TEST(objects_are_kept), TEST(damaged_ones_are_made_anew),
        TEST(flags_of_a_variant),   TEST(no_lto_but_debug_information), TEST(what_fails), TEST(many_inputs_and_assembler),
        TEST(time_is_limited),      TEST(another_compiler),   TEST(folder_that_cannot_be), TEST(units_of_a_variant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
