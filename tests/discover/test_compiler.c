/* SPDX-License-Identifier: Apache-2.0
 *
 * Which compilers are run, with which options, and what becomes of their answers: with compilers that are
 * scripts.
 */
#include "project.h"
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

/* Says what a gcc 12 would say, and logs how it was called. */
#define GCC                                                                                                  \
    "#!/bin/sh\n"                                                                                            \
    "echo \"$0 $*\" >>@/log\n"                                                                               \
    "cat >&2 <<END\n"                                                                                        \
    "Using built-in specs.\nTarget: x86_64-linux-gnu\n"                                                      \
    "#include \"...\" search starts here:\n#include <...> search starts here:\n"                             \
    " @/sdk/c++\n @/sdk/lib/gcc/x/12/include\n @/sdk/gone\n @/sdk/lib/gcc/x/12/include-fixed\n "             \
    "@/sdk/include\n"                                                                                        \
    "End of search list.\nEND\n"                                                                             \
    "cat <<END\n#define __GNUC__ 12\n#define __GNUC_MINOR__ 2\n#define __GNUC_PATCHLEVEL__ 0\n"              \
    "#define __STDC_VERSION__ 201710L\n#define _FORTIFY_SOURCE 2\n#define __has_include(x) y\n#define "      \
    "f(a,b) a b\n"                                                                                           \
    "#define linux 1\n#define __SIZEOF_FLOAT128__ 16\nEND\n"

static const char *saved_path;

static int start(void **state)
{
    saved_path = getenv("PATH");
    int failure = project_start(state);
    struct project *project = *state;
    project_write(project, "sdk/c++/x.h", "");
    project_write(project, "sdk/include/x.h", "");
    project_write(project, "sdk/lib/gcc/x/12/include/omp.h", "");
    project_write(project, "sdk/lib/gcc/x/12/include/immintrin.h", "");
    project_write(project, "sdk/lib/gcc/x/12/include-fixed/limits.h", "");
    project_program(project, "bin/gcc", GCC);
    setenv("PATH", arena_format(project->arena, "%s/bin:/usr/bin:/bin", project->folder), 1);
    saved_path = arena_text(saved_path ? saved_path : "/usr/bin:/bin", project->arena);
    return failure;
}

static int end(void **state)
{
    setenv("PATH", saved_path, 1);
    return project_end(state);
}

static const char *read_log(struct project *project)
{
    const char *text =
        text_read_file(arena_format(project->arena, "%s/log", project->folder), NULL, project->arena);
    return text ? text : "";
}

static void a_gcc_is_asked(void **state)
{
    struct project *project = *state;
    struct units *units = project_command(project, "gcc -O2 -std=c11 -DX -Ii -isystem s -idirafter d -c a.c");
    const struct unit *unit = &units->items.items[0];
    assert_null(unit->note);
    const char *parse = project_join(project, unit->parse);
    const char *expected = project_expand(
        project,
        "clang -resource-dir=" SIGVET_RESOURCE_DIR " --target=x86_64-linux-gnu -working-directory=@ -undef -imacros @/scratch/predefined-0.h "
        "-nostdlibinc -std=gnu17 -fgnuc-version=12.2.0 -idirafter @/sdk/include -idirafter @/scratch "
        "-DX -Ii -isystem s -idirafter d -isystem @/sdk/c++ -U_FORTIFY_SOURCE ");
    if (!text_starts(parse, expected))
        assert_string_equal(parse, expected);
    assert_string_equal(read_log(project),
                        project_expand(project, "@/bin/gcc -O2 -std=c11 -v -dM -E -x c /dev/null\n"));
}

static void macros_are_made_for_clang(void **state)
{
    struct project *project = *state;
    project_command(project, "gcc -c a.c");
    const char *path = arena_format(project->arena, "%s/predefined-0.h", project->scratch);
    const char *text = text_read_file(path, NULL, project->arena);
    assert_non_null(strstr(text, "#define __GNUC__ 12\n"));
    assert_non_null(strstr(text, "#define f(a,b) a b\n"));
    assert_non_null(strstr(text, "#define _Float128 __float128\n"));
    assert_non_null(strstr(text, "#define __malloc__(...) __malloc__\n"));
    assert_null(strstr(text, "_FORTIFY_SOURCE"));
    assert_null(strstr(text, "__has_include"));
    struct stat status;
    assert_int_equal(lstat(arena_format(project->arena, "%s/omp.h", project->scratch), &status), 0);
    assert_int_not_equal(lstat(arena_format(project->arena, "%s/immintrin.h", project->scratch), &status), 0);
}

static void each_question_is_asked_once(void **state)
{
    struct project *project = *state;
    struct text text = {.arena = project->arena};
    text_add(&text, "[");
    for (int i = 0; i < 30; i++) {
        project_write(project, arena_format(project->arena, "%d.c", i), "");
        text_format(&text,
                    "%s{\"directory\": \"@\", \"file\": \"%d.c\", \"command\": \"gcc -O%d -DU%d -c %d.c\"}",
                    i ? "," : "", i, i % 3, i, i);
    }
    text_add(&text, "]");
    struct units *units = project_discover(project, text_get(&text));
    assert_int_equal(units->items.count, 30);
    uint32_t lines = 0;
    for (const char *at = read_log(project); *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, 3);
}

/* Nothing that runs or writes anything, and no path, reaches the compiler. */
static void harmful_options_are_not_passed_on(void **state)
{
    struct project *project = *state;
    project_command(
        project, "gcc -B/evil -specs=evil -specs evil --specs=evil -fplugin=evil.so -wrapper evil,x -o evil "
                 "-MD -MF evil "
                 "-Wp,-MD,evil -save-temps -mmcu=../evil -march=/evil -fsanitize=/evil -fdump-tree-all=evil "
                 "-include evil -imacros evil -Ievil -DEVIL -aux-info evil -Xclang -load -Xclang evil "
                 "-mllvm -evil -mllvm=-evil -fuse-ld=evil -Wa,evil -Wl,evil -march=x86-64 -c a.c");
    project_command(project,
                    "gcc -B/evil -specs=evil -mmcu=../evil -fsanitize=/evil -mllvm=-evil -m32 -c a.c");
    assert_string_equal(read_log(project),
                        project_expand(project, "@/bin/gcc -march=x86-64 -v -dM -E -x c /dev/null\n"
                                                "@/bin/gcc -m32 -v -dM -E -x c /dev/null\n"));
}

/* The compiler's macros come behind those of the command, so the compiler must know of the latter. */
static void macros_of_the_command_that_the_compiler_has_too(void **state)
{
    struct project *project = *state;
    project_command(project, "gcc -Ulinux -DX=1 -D linux=2 -c a.c");
    assert_string_equal(read_log(project),
                        project_expand(project, "@/bin/gcc -v -dM -E -x c /dev/null\n"
                                                "@/bin/gcc -Ulinux -Dlinux=2 -v -dM -E -x c /dev/null\n"));
}

static const char *note_of(struct project *project, const char *command)
{
    struct units *units = project_command(project, project_expand(project, command));
    assert_int_equal(units->items.count, 1);
    return units->items.items[0].note;
}

static void strangers_are_not_run(void **state)
{
    struct project *project = *state;
    project_program(project, "evil/gcc", GCC);
    project_program(project, "bin/evilcc", GCC);
    project_program(project, "tool", GCC);
    assert_string_equal(
        note_of(project, "@/evil/gcc -c a.c"),
        project_expand(project, "compiler '@/evil/gcc' was not asked for its macros and include paths: "
                                "it is not on PATH; allow it with --query-driver"));
    assert_non_null(strstr(note_of(project, "evil/gcc -c a.c"), "it is not on PATH"));
    assert_non_null(strstr(note_of(project, "./tool -c a.c"), "it is not on PATH"));
    assert_non_null(strstr(note_of(project, "evilcc -c a.c"), "its name is not that of a compiler"));
    assert_non_null(strstr(note_of(project, "no-such-gcc -c a.c"), "it is not on PATH"));
    assert_non_null(strstr(note_of(project, "@/none/gcc -c a.c"), "there is no such program"));
    setenv("PATH", ".:evil::/usr/bin:/bin", 1); /* what is relative on PATH is the project's */
    assert_int_equal(chdir(project->folder), 0);
    assert_string_equal(read_log(project), "");
    (void)note_of(project, "tool -c a.c");
    assert_string_equal(read_log(project), "");
    assert_int_equal(chdir("/"), 0);
}

static void the_same_file_by_its_path_is_run(void **state)
{
    struct project *project = *state;
    project_write(project, "elsewhere/x", "");
    assert_int_equal(
        symlink(project_expand(project, "@/bin/gcc"), project_expand(project, "@/elsewhere/gcc")), 0);
    assert_null(note_of(project, "@/bin/gcc -c a.c"));
    assert_null(note_of(project, "@/bin/../bin/gcc -O1 -c a.c"));
    assert_null(note_of(project, "elsewhere/gcc -O2 -c a.c"));
    project_program(project, "bin/aarch64-linux-gnu-gcc-12.2", GCC);
    assert_null(note_of(project, "aarch64-linux-gnu-gcc-12.2 -O3 -c a.c"));
    assert_non_null(strstr(read_log(project), "/bin/gcc -O2")); /* the one on PATH, not the link to it */
}

static void globs_allow_more(void **state)
{
    static const struct {
        const char *globs;
        bool allowed;
    } cases[] = {{"@/evil/gcc", true},
                 {"@/evil/*", true},
                 {"/x:@/*/gcc", true},
                 {"@/*", false},
                 {"@/**", true},
                 {"@", false},
                 {"", false},
                 {":::", false},
                 {"gcc", false},
                 {"/*/gcc", false},
                 {"@/evil/gcc/../*", false},
                 {"/x", false}};
    struct project *project = *state;
    project_program(project, "evil/gcc", GCC);
    project_command(project, project_expand(project, "@/evil/../evil/gcc -c a.c"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct discover_options options = {
            .build_directory = project->folder,
            .query_driver = project_expand(project, cases[i].globs),
            .scratch = arena_format(project->arena, "%s/scratch-%zu", project->folder, i)};
        assert_int_equal(mkdir(options.scratch, 0700), 0);
        struct units *units = discover_units(&options, project->arena);
        assert_int_equal(units->items.items[0].note == NULL, cases[i].allowed);
    }
}

static void compilers_that_fail(void **state)
{
    static const struct {
        const char *script, *note;
    } cases[] = {
        {"#!/bin/sh\necho 'gcc: error: no -x' >&2; exit 1\n", "it failed with exit code 1 (no -x)"},
        {"#!/bin/sh\nkill -9 $$\n", "it was ended by signal 9"},
        {"#!/bin/sh\nexit 0\n", "it is neither a GNU compiler nor a clang"},
        {"#!/bin/sh\nyes '#define A 1'\n", "it printed more than 4 MiB"},
        {"#!/none/such\n", "No such file or directory"},
    };
    struct project *project = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        project_program(project, "bin/gcc", cases[i].script);
        struct units *units = project_command(project, "gcc -c a.c");
        const struct unit *unit = &units->items.items[0];
        assert_non_null(strstr(unit->note, "compiler 'gcc' did not tell its macros and include paths: "));
        assert_non_null(strstr(unit->note, cases[i].note));
        assert_ptr_equal(unit->parse, unit->plain);
    }
}

/* Also what it started, and even when that has closed all pipes. */
static void a_compiler_that_hangs_is_ended(void **state)
{
    struct project *project = *state;
    project_program(project, "bin/gcc", "#!/bin/sh\nsleep 1000 & echo $! >@/pid; sleep 1000\n");
    time_t before = time(NULL);
    assert_non_null(strstr(note_of(project, "gcc -c a.c"), "it ran for more than 10 s"));
    assert_true(time(NULL) - before < 15);
    const char *pid = text_read_file(project_expand(project, "@/pid"), NULL, project->arena);
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    const char *status =
        text_read_file(arena_format(project->arena, "/proc/%d/stat", atoi(pid)), NULL, project->arena);
    assert_true(!status || strstr(status, ") Z "));
}

static uint64_t key_of(struct project *project, const char *scratch, const char *command)
{
    project_command(project, command);
    struct discover_options options = {.build_directory = project->folder,
                                       .scratch = project_expand(project, scratch)};
    mkdir(options.scratch, 0700);
    return discover_units(&options, project->arena)->items.items[0].command_key;
}

static void keys(void **state)
{
    struct project *project = *state;
    uint64_t key = key_of(project, "@/one", "gcc -DX -c a.c");
    assert_true(key_of(project, "@/two", "gcc -DX -c a.c") == key);
    assert_true(key_of(project, "@/three", "gcc -DX -g -c a.c -o other.o") == key);
    assert_true(key_of(project, "@/four", "gcc -DY -c a.c") != key);
    assert_true(key_of(project, "@/five", "gcc -DX -Isub -c a.c") != key);
    FILE *file = fopen(project_expand(project, "@/bin/gcc"), "ae");
    fputs("echo '#define MORE 1'\n", file);
    fclose(file);
    assert_true(key_of(project, "@/six", "gcc -DX -c a.c") != key);
}

static void no_scratch_folder(void **state)
{
    struct project *project = *state;
    project_command(project, "gcc -c a.c");
    struct discover_options options = {.build_directory = project->folder};
    struct units *units = discover_units(&options, project->arena);
    assert_non_null(strstr(units->items.items[0].note, "cannot write"));
    assert_non_null(units->items.items[0].parse);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_gcc_is_asked),
        TEST(macros_are_made_for_clang),
        TEST(each_question_is_asked_once),
        TEST(harmful_options_are_not_passed_on),
        TEST(macros_of_the_command_that_the_compiler_has_too),
        TEST(strangers_are_not_run),
        TEST(the_same_file_by_its_path_is_run),
        TEST(globs_allow_more),
        TEST(compilers_that_fail),
        TEST(a_compiler_that_hangs_is_ended),
        TEST(keys),
        TEST(no_scratch_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
