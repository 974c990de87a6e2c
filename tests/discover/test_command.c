/* SPDX-License-Identifier: Apache-2.0
 *
 * Compile commands: how they are split, which compile, where to, and which options libclang is given.
 */
#include "project.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void commands_are_split_as_shells_do(void **state)
{
    struct units *units = project_command(
        *state,
        "cc  '-DA=\"x y\"' -DB=\\\"z\\\" \"-DC=\\$H \\q\" -DD='a'\"b\"c -D'E=$HOME' '' -DF=\\\\ && > -c a.c");
    const char *const *words = units->items.items[0].arguments;
    static const char *const expected[] = {"cc",      "-DA=\"x y\"", "-DB=\"z\"", "-DC=$H \\q",
                                           "-DD=abc", "-DE=$HOME",   "",          "-DF=\\",
                                           "&&",      ">",           "-c",        "a.c"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_string_equal(words[i], expected[i]);
}

/* A compiler that is not there is not asked, so what libclang gets are the command's options alone. */
static void check_options(struct project *project, const char *command, const char *expected)
{
    struct units *units = project_command(project, command);
    assert_int_equal(units->items.count, 1);
    const struct unit *unit = &units->items.items[0];
    assert_null(unit->trouble);
    assert_non_null(unit->note);
    assert_ptr_equal(unit->parse, unit->plain);
    const char *options = project_options(project, unit);
    if (strcmp(options, expected) != 0)
        print_error("of: %s\n", command);
    assert_string_equal(options, expected);
    const char *all = project_join(project, unit->plain);
    assert_true(text_starts(all, "clang "));
    assert_true(text_ends(all, project_expand(project, " -x c @/a.c")));
}

static void options_that_matter(void **state)
{
    static const char *const cases[][2] = {
        {"/none/gcc -c a.c -o a.o", ""},
        {"/none/gcc -DX -D Y=1 -UZ -U W -Ii -I i -iquote q -isystem s -idirafter d -c a.c",
         "-DX -D Y=1 -UZ -U W -Ii -I i -iquote q -isystem s -idirafter d"},
        {"/none/gcc -include pre.h -includetwo.h -imacros m.h -c a.c",
         "-Xclang -include -Xclang pre.h -Xclang -include -Xclang two.h -imacros m.h"},
        {"/none/gcc -std=gnu99 -ansi -O2 -m32 -pthread -trigraphs -c a.c",
         "-std=gnu99 -ansi -O2 -m32 -pthread -trigraphs"},
        {"/none/gcc -funsigned-char -fshort-enums -fshort-wchar -fms-extensions -fplan9-extensions -c a.c",
         "-funsigned-char -fshort-enums -fshort-wchar -fms-extensions -fms-extensions"},
        {"/none/gcc -fno-builtin -fno-builtin-memcpy -ffreestanding -fgnu89-inline -fexceptions -fno-asm -c "
         "a.c",
         "-fno-builtin -fno-builtin-memcpy -ffreestanding -fgnu89-inline -fexceptions -fno-asm"},
        {"/none/gcc -g -ggdb3 -Wall -Werror -Wextra -w -pedantic -pipe -fPIC -fopenmp -fwrapv -flto=auto -c "
         "a.c",
         ""},
        {"/none/gcc -fsanitize=address -fplugin=x.so -fplugin-arg-x-y -save-temps -fdump-tree-all -c a.c",
         ""},
        {"/none/gcc --param max-inline-insns=3 --param=a=b -fconserve-stack -mrecord-mcount -mno-sse -c a.c",
         ""},
        {"/none/gcc -march=native -mavx2 -mtune=native -msse4.2 -maes -mpreferred-stack-boundary=3 -c a.c",
         "-march=native -mavx2 -msse4.2 -maes"},
        {"/none/clang -march=znver4 -mtune=x -fsanitize=thread -fsanitize-ignorelist=l -fblocks -c a.c",
         "-march=znver4 -mtune=x -fsanitize=thread -fblocks"},
        {"/none/clang -Xclang -load -Xclang x.so -mllvm -y -mllvm=-z -target aarch64-linux-gnu -c a.c",
         "-target aarch64-linux-gnu"},
        {"/none/clang -Xclang -include-pch -Xclang x.pch -Xclang -include -Xclang x.h -Xpreprocessor -DP -c "
         "a.c",
         "-Xclang -include -Xclang x.h -DP"},
        {"/none/gcc -D_FORTIFY_SOURCE=2 -D _FORTIFY_SOURCE=3 -U_FORTIFY_SOURCE -Wp,-D_FORTIFY_SOURCE=2 -c "
         "a.c",
         ""},
        {"/none/gcc -nostdinc -isystem /usr/lib/gcc/x86_64-linux-gnu/12/include -Ix -c a.c",
         "-nostdlibinc -Ix"},
        {"/none/gcc -L. -lm -Xlinker -Dx -u -DNO -z -DNO -Wl,-Map,x -T script -B /x -specs=y -wrapper -DNO "
         "-c a.c",
         ""},
        {"/none/gcc -x c -xc -DA -c a.c", "-DA"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_options(*state, cases[i][0], cases[i][1]);
}

/* libclang would write these files, over those of the user's build. */
static void nothing_is_written(void **state)
{
    check_options(*state, "/none/gcc -MD -MF f.d -MT t -MQq -MMD -MP -MG -MFjoined -MJ j -DX -c a.c", "-DX");
    check_options(*state, "/none/gcc -Wp,-MD,f.d -Wp,-MMD,f.d -Wp,-MT,x,-DX,-MF,y -Wp,-DY,-UZ -c a.c",
                  "-DX -DY -UZ");
    check_options(*state, "/none/gcc -Xpreprocessor -MF -Xpreprocessor f.d -Xclang -dependency-file -c a.c",
                  "");
    check_options(
        *state, "/none/gcc -save-temps=obj -fstack-usage -ftime-trace -aux-info -DNO -fcallgraph-info -c a.c",
        "");
}

static void launchers_are_taken_off(void **state)
{
    static const char *const commands[] = {"ccache /none/gcc -c a.c",
                                           "/usr/bin/ccache /none/gcc -c a.c",
                                           "distcc /none/gcc -c a.c",
                                           "sccache /none/gcc -c a.c",
                                           "env A=b C=d /none/gcc -c a.c",
                                           "CCACHE_DIR=x ccache distcc /none/gcc -c a.c",
                                           "/bin/sh ../libtool --tag=CC --mode=compile /none/gcc -c a.c"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct units *units = project_command(*state, commands[i]);
        assert_string_equal(project_join(*state, units->items.items[0].arguments), "/none/gcc -c a.c");
    }
    assert_string_equal(project_command(*state, "ccache -c a.c")->items.items[0].arguments[0], "cc");
}

static void what_compiles_nothing_is_dropped(void **state)
{
    static const char *const commands[] = {
        "cc -E a.c",          "cc -M a.c", "cc -MM a.c",    "cc -o prog b.o",         "ar rcs x.a b.o",
        "cc -x c-header a.c", "cc -c -",   "cc -c other.c", "cc -shared -o x.so x.o", "cc -xc++-header a.c",
        "ld -r -o a.o b.o"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct units *units = project_command(*state, commands[i]);
        assert_null(units->error);
        assert_int_equal(units->items.count, 0);
    }
    struct project *project = *state;
    project_write(project, "a.h", "");
    struct units *units =
        project_discover(project, "[{\"directory\": \"@\", \"file\": \"a.h\", \"command\": \"cc -c a.h\"},"
                                  "{\"directory\": \"@\", \"file\": \"a.o\", \"command\": \"cc a.o\"}]");
    assert_int_equal(units->items.count, 0);
}

static void objects(void **state)
{
    static const char *const cases[][2] = {{"cc -c a.c", "@/a.o"},
                                           {"cc -c a.c -o x/y.o", "@/x/y.o"},
                                           {"cc -c -ojoined.o a.c", "@/joined.o"},
                                           {"cc a.c -o prog", NULL},
                                           {"cc -S a.c", NULL},
                                           {"cc -S -c a.c -o a.s", NULL},
                                           {"cc -c a.c -o /abs/a.o", "/abs/a.o"},
                                           {"cc -c a.c -o -", NULL},
                                           {"cc -fsyntax-only a.c", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct unit *unit = &project_command(*state, cases[i][0])->items.items[0];
        if (cases[i][1])
            assert_string_equal(unit->object, project_expand(*state, cases[i][1]));
        else
            assert_null(unit->object);
    }
}

static void languages(void **state)
{
    static const struct {
        const char *command, *file, *dialect;
        enum unit_language language;
    } cases[] = {
        {"/none/cc -c a.c", "a.c", "c", LANGUAGE_C},
        {"/none/cc -c a.i", "a.i", "c", LANGUAGE_C},
        {"/none/cc -x cpp-output -c a.x", "a.x", "c", LANGUAGE_C},
        {"/none/g++ -c a.c", "a.c", "c++", LANGUAGE_CXX},
        {"/none/x86_64-linux-gnu-g++-12 -c a.c", "a.c", "c++", LANGUAGE_CXX},
        {"/none/cc -c a.cc", "a.cc", "c++", LANGUAGE_CXX},
        {"/none/cc -c a.C", "a.C", "c++", LANGUAGE_CXX},
        {"/none/cc -x c -c a.cc", "a.cc", "c", LANGUAGE_C},
        {"/none/cc -c a.cc -x c", "a.cc", "c++", LANGUAGE_CXX},
        {"/none/cc -x c -x none -c a.cc", "a.cc", "c++", LANGUAGE_CXX},
        {"/none/cc -x c++-cpp-output -c a.c", "a.c", "c++", LANGUAGE_CXX},
        {"/none/cc -c a.m", "a.m", "objective-c", LANGUAGE_C},
        {"/none/cc -c a.S", "a.S", NULL, LANGUAGE_ASSEMBLER},
        {"/none/cc -c a.s", "a.s", NULL, LANGUAGE_ASSEMBLER},
        {"/none/cc -x assembler-with-cpp -c a.c", "a.c", NULL, LANGUAGE_ASSEMBLER},
    };
    struct project *project = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        project_write(project, cases[i].file, "");
        struct units *units = project_discover(
            project,
            arena_format(project->arena, "[{\"directory\": \"@\", \"file\": \"%s\", \"command\": \"%s\"}]",
                         cases[i].file, cases[i].command));
        const struct unit *unit = &units->items.items[0];
        assert_int_equal(unit->language, cases[i].language);
        if (!cases[i].dialect) {
            assert_string_equal(unit->trouble_kind, "assembler-unit");
            assert_null(unit->parse);
            continue;
        }
        assert_true(text_ends(project_join(project, unit->parse),
                              arena_format(project->arena, " -x %s %s", cases[i].dialect, unit->file)));
    }
    project_write(project, "a.f90", "");
    struct units *units = project_discover(
        project, "[{\"directory\": \"@\", \"file\": \"a.f90\", \"command\": \"/none/gfortran -c a.f90\"}]");
    assert_string_equal(units->items.items[0].trouble, "it is neither C nor C++ nor assembler");
}

static void response_files(void **state)
{
    struct project *project = *state;
    const char *two = project_write(project, "two.rsp", "-DTWO");
    char *one = arena_format(project->arena, "-DA '-Db c' -D\"X\\\"Y\" %c%s\n-DE='\\q'", '@', two);
    FILE *file = fopen(arena_format(project->arena, "%s/one.rsp", project->folder), "we");
    fputs(one, file);
    fclose(file);
    project_write(project, "a.c", "");
    /* '@' cannot be written through the project, where it is the folder */
    file = fopen(arena_format(project->arena, "%s/compile_commands.json", project->folder), "we");
    fprintf(file, "[{\"directory\": \"%s\", \"file\": \"a.c\", \"command\": \"/none/gcc @one.rsp -c a.c\"}]",
            project->folder);
    fclose(file);
    struct units *units = project_discover(project, NULL);
    assert_string_equal(project_options(project, &units->items.items[0]), "-DA -Db c -DX\"Y -DTWO -DE=q");
    file = fopen(arena_format(project->arena, "%s/one.rsp", project->folder), "we");
    fputs("@one.rsp @one.rsp", file);
    fclose(file);
    assert_non_null(
        strstr(project_discover(project, NULL)->items.items[0].trouble, "nested more than 10 deep"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, project_start, project_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(commands_are_split_as_shells_do),
        TEST(options_that_matter),
        TEST(nothing_is_written),
        TEST(launchers_are_taken_off),
        TEST(what_compiles_nothing_is_dropped),
        TEST(objects),
        TEST(languages),
        TEST(response_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
